# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class CrmCustomerSegment(models.Model):
    """A saved filter on the customers of one company; kept by analysts.

    It is always the customers of now: nobody is put into a segment. Mailings and other
    applications filter contacts by ``segment_ids``.
    """

    _name = "crm.customer.segment"
    _description = "Customer segment"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Char(
        "What it is for", translate=True, help="One plain sentence."
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    active = fields.Boolean(default=True)
    domain = fields.Char("Filter", required=True, default="[]")
    customer_count = fields.Integer("Customers", compute="_compute_customers")
    problem = fields.Char(compute="_compute_customers")

    @api.depends("domain", "company_id")
    @api.depends_context("uid", "lang")
    def _compute_customers(self):
        for segment in self:
            segment.customer_count, segment.problem = 0, False
            try:
                segment.customer_count = self.env["crm.customer.profile"].search_count(
                    segment._get_profile_domain()
                )
            except ValidationError as error:
                segment.problem = error.args[0]

    @api.constrains("domain")
    def _check_domain(self):
        for segment in self:
            segment._get_profile_domain()

    # ------------------------------------------------------------------- steps

    def _get_profile_domain(self):
        """Return the domain on customer profiles; read as a literal, never run.

        :raise ValidationError: it is not a domain on customers
        """
        self.ensure_one()
        profiles = self.env["crm.customer.profile"]
        try:
            domain = literal_eval((self.domain or "[]").strip())
            if not isinstance(domain, list):
                raise ValueError(self.env._("it is not a list"))
            profiles._search(Domain(domain), limit=1)
        except (ValueError, SyntaxError, TypeError, KeyError, UserError) as error:
            raise ValidationError(
                self.env._(
                    "The filter of the segment “%(segment)s” cannot be read: "
                    "%(reason)s. Use the filter editor to build it again.",
                    segment=self.name,
                    reason=error,
                )
            ) from error
        return Domain(domain) & Domain("company_id", "=", self.company_id.id)

    def _get_partner_domain(self):
        """Return the domain on contacts: the customers and their contacts.

        :raise ValidationError: a filter cannot be read
        """
        profiles = self.env["crm.customer.profile"]
        found = Domain.OR(segment._get_profile_domain() for segment in self)
        query = profiles._search(found)
        return Domain("commercial_partner_id", "in", query.subselect("partner_id"))

    def _get_partners(self):
        """Return the customers of these segments, each once; not their contacts.

        :raise ValidationError: a filter cannot be read
        """
        found = Domain.OR(segment._get_profile_domain() for segment in self)
        return self.env["crm.customer.profile"].search(found).partner_id

    # ----------------------------------------------------------------- buttons

    def action_view_customers(self):
        """Open the customers of this segment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_customer_profile_action"
        )
        return {
            **action,
            "name": self.name,
            "view_mode": "list,kanban,form,graph,pivot",
            "views": [
                (False, kind) for kind in ("list", "kanban", "form", "graph", "pivot")
            ],
            "domain": list(self._get_profile_domain()),
        }

    def action_view_contacts(self):
        """Open the contacts of this segment, to mail or to export them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "domain": [("segment_ids", "in", self.ids)],
        }
