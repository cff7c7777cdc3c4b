# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Tickets of merged customers get what is promised to the one who stays."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        result = super()._update_foreign_keys(src_partners, dst_partner)
        target = dst_partner.commercial_partner_id
        profiles = self.env["crm.customer.profile"].sudo()
        merged = profiles.search([("partner_id", "=", target.id)])
        merged._get_tickets_in_service()._apply_service_policy()
        return result
