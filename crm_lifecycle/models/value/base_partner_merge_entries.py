# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging customers keeps their tier overrides and risk flags."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Hand entries over first: overlapping overrides would stop core's merge."""
        target = dst_partner.commercial_partner_id
        for model in self.env["crm.customer.profile"]._get_entry_models():
            self.env[model].sudo()._hand_over(src_partners, target)
        return super()._update_foreign_keys(src_partners, dst_partner)
