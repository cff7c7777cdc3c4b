from odoo import api, fields, models


class CrmCustomerProfile(models.Model):
    """A customer that moves to another tier gets its benefits and loses the former."""

    _inherit = "crm.customer.profile"

    benefit_grant_ids = fields.Many2many(
        "crm.loyalty.benefit.grant",
        string="Benefits by tier",
        compute="_compute_benefit_grant_ids",
        groups="crm_loyalty.group_user",
    )

    @api.depends("partner_id", "company_id")
    def _compute_benefit_grant_ids(self):
        found = self.env["crm.loyalty.benefit.grant"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        grants = found.grouped(lambda grant: (grant.partner_id, grant.company_id))
        for profile in self:
            key = (profile.partner_id, profile.company_id)
            profile.benefit_grant_ids = grants.get(key, found.browse())

    @api.model
    def _on_profile_changed(self, changes):
        result = super()._on_profile_changed(changes)
        moves = changes.filtered(lambda row: row.kind == "tier" and row.profile_id)
        grants = self.env["crm.loyalty.benefit.grant"].sudo()
        for company, rows in moves.grouped("company_id").items():
            grants._sync(company, rows.sudo().profile_id.partner_id)
        return result

    @api.model
    def _get_entry_models(self):
        return [*super()._get_entry_models(), "crm.loyalty.benefit.grant"]
