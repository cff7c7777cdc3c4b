# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmCustomerProfile(models.Model):
    """Attempts to win a customer back."""

    _inherit = "crm.customer.profile"

    winback_count = fields.Integer("Win-back cases", compute="_compute_winback_count")

    @api.model
    def _get_entry_models(self):
        return [*super()._get_entry_models(), "crm.winback.case"]

    @api.depends("partner_id", "company_id")
    def _compute_winback_count(self):
        groups = self.env["crm.winback.case"]._read_group(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("is_hold_out", "=", False),
            ],
            ["partner_id", "company_id"],
            ["__count"],
        )
        counts = {(partner, company): count for partner, company, count in groups}
        for profile in self:
            key = (profile.partner_id, profile.company_id)
            profile.winback_count = counts.get(key, 0)

    def action_view_winback(self):
        """Open the win-back cases of this customer."""
        self.ensure_one()
        action = self._open_entries("crm_lifecycle.crm_winback_case_action")
        return {
            **action,
            "domain": [*action["domain"], ("is_hold_out", "=", False)],
        }
