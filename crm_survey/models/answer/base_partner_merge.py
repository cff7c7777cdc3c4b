# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged contacts were asked once: of equal invitations one stays open."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Rename the requests of who goes, before their contact is replaced."""
        self.env["crm.survey.request"].sudo()._hand_over(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)
