# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class LoyaltyHistory(models.Model):
    """Points of a recommendation don't tell the other one's name."""

    _inherit = "loyalty.history"

    def _get_order_description(self):
        if self.order_model == "crm.referral":
            return self.description
        return super()._get_order_description()
