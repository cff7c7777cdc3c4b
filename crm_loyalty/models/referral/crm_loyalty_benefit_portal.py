# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

LATEST = 10


class CrmLoyaltyBenefit(models.Model):
    """What customers see of the catalogue in the portal, and take from it."""

    _inherit = "crm.loyalty.benefit"

    @api.model
    def _get_portal_catalogue(self, partner, pools):
        """Return entries of the catalogue that are paid from ``pools``.

        :param pools: the balances that ``partner`` may see
        :return: entries as ``_get_catalogue`` returns them
        """
        return [
            entry
            for entry in self.sudo()._get_catalogue(partner)
            if entry["card"].pool_id in pools
        ]

    @api.model
    def _get_portal_redemptions(self, partner):
        """Return the latest redemptions of ``partner``; a colleague's are nobody's."""
        redemptions = self.env["crm.loyalty.redemption"].sudo()
        return redemptions.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", self.env.company.id),
            ],
            limit=LATEST,
        )
