# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmCustomerProfile(models.Model):
    """A customer that enters a tier gets the tier's account manager."""

    _inherit = "crm.customer.profile"

    @api.model
    def _on_profile_changed(self, changes):
        result = super()._on_profile_changed(changes)
        moves = changes.filtered(
            lambda row: row.kind == "tier" and row.profile_id and row.to_tier_id
        )
        for tier, rows in moves.grouped("to_tier_id").items():
            tier.sudo()._assign_managers(rows.sudo().profile_id.partner_id)
        return result
