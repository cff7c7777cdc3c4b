# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class CrmLoyaltyPool(models.Model):
    """Redemptions follow when balances are united."""

    _inherit = "crm.loyalty.pool"

    def _absorb(self, others):
        """Take the redemptions over first: they keep a balance from disappearing."""
        redemptions = self.env["crm.loyalty.redemption"].sudo()
        followers = redemptions.search([("pool_id", "in", (others - self).ids)])
        followers._write_decision({"pool_id": self.id})
        return super()._absorb(others)
