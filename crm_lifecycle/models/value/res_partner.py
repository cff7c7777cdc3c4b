# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    """Contacts show the profile of their commercial entity in the current company.

    Nothing is stored on the contact: the night must never write partners.
    """

    _inherit = "res.partner"

    profile_id = fields.Many2one(
        "crm.customer.profile",
        "Customer profile",
        compute="_compute_profile_id",
        compute_sudo=True,  # everybody sees the tier; figures need the group
        search="_search_profile_id",
        groups="base.group_user",
    )
    profile_ids = fields.Many2many(
        "crm.customer.profile",
        string="Customer profiles",
        compute="_compute_profile_ids",
        groups="base.group_user",
        help="One per company that the user has switched on.",
    )
    tier_id = fields.Many2one(
        related="profile_id.tier_id", string="Value tier", groups="base.group_user"
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_profile_id(self):
        profiles = self.env["crm.customer.profile"]._get_for(self, self.env.company)
        for partner in self:
            partner.profile_id = profiles.get(partner.id, False)

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids")
    def _compute_profile_ids(self):
        profiles = self.env["crm.customer.profile"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        by_customer = profiles.grouped("partner_id")
        for partner in self:
            partner.profile_ids = by_customer.get(
                partner.commercial_partner_id, profiles.browse()
            )

    @api.model
    def _search_profile_id(self, operator, value):
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        self._check_field_access(self._fields["profile_id"], "read")
        profiles = self.env["crm.customer.profile"]
        own = Domain("company_id", "=", self.env.company.id)
        if operator == "in":
            found = own & Domain("id", "in", [item for item in value if item])
            without = False in value
        else:
            found, without = own & Domain(value), False
        # figures are searched by who may read them; the tier by everybody inside
        seen = profiles if operator == "any" else profiles.sudo()
        query = seen._search(found)
        domain = Domain("commercial_partner_id", "in", query.subselect("partner_id"))
        if without:
            known = profiles.sudo()._search(own).subselect("partner_id")
            domain |= Domain("commercial_partner_id", "not in", known)
        return domain

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "profile_id":
            self.env["crm.customer.profile"].flush_model(["partner_id", "company_id"])
            return SQL(
                """(SELECT profile.id FROM crm_customer_profile profile
                     WHERE profile.partner_id = %(partner)s
                       AND profile.company_id = %(company_id)s)""",
                partner=super()._field_to_sql(alias, "commercial_partner_id", query),
                company_id=self.env.company.id,
            )
        return super()._field_to_sql(alias, field_expr, query)

    def _compute_application_statistics_hook(self):
        """Show the tier as a pill on the contact's card."""
        result = super()._compute_application_statistics_hook()
        if not self.env.user._is_internal():
            return result
        for partner in self.filtered("tier_id"):
            result[partner.id].append(
                {
                    "iconClass": "fa-diamond",
                    "value": partner.tier_id.name,
                    "label": self.env._("Value tier"),
                }
            )
        return result

    def action_view_profile(self):
        """Open the customer profile in the current company."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.customer.profile",
            "res_id": self.profile_id.id,
            "view_mode": "form",
            "name": self.env._("Customer"),
        }
