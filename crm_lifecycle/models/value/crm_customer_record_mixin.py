# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmCustomerRecordMixin(models.AbstractModel):
    """Something that people keep about a customer: it goes where the customer goes.

    It belongs to the commercial partner, whichever contact was chosen, and follows
    when contacts are merged or become part of another company. Name the model in
    ``crm.customer.profile._get_entry_models``.
    """

    _name = "crm.customer.record.mixin"
    _description = "Record about a customer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain=lambda self: self._get_user_domain(),
        tracking=True,
    )

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """Show at once for whom a contact stands."""
        self.partner_id = self.partner_id.commercial_partner_id

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalise(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalise(vals))

    # ------------------------------------------------------------------- steps

    @api.model
    def _get_user_domain(self):
        group = self.env.ref("crm_lifecycle.group_user")
        return [("share", "=", False), ("all_group_ids", "in", group.ids)]

    @api.model
    def _normalise(self, vals):
        if not vals.get("partner_id"):
            return vals
        partner = self.env["res.partner"].browse(vals["partner_id"])
        return {**vals, "partner_id": partner.commercial_partner_id.id}

    @api.model
    def _hand_over(self, sources, target, companies=None):
        """Give the records of ``sources`` to ``target``: one customer from now on.

        Figures are scored anew by the caller.
        """
        domain = [("partner_id", "in", (sources - target).ids)]
        if companies is not None:
            domain.append(("company_id", "in", companies.ids))
        records = self.with_context(active_test=False).search(domain, order="id")
        records._prepare_hand_over(target)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET partner_id = %(partner_id)s"
                " WHERE id = ANY(%(ids)s)",
                table=SQL.identifier(self._table),
                partner_id=target.id,
                ids=records.ids,
            )
        )
        records.invalidate_recordset(["partner_id"])

    def _prepare_hand_over(self, target):
        """Hook: solve what would collide at ``target`` before records move."""
