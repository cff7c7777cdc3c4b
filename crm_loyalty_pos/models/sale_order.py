# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class SaleOrder(models.Model):
    """The hourly job that looks after orders looks after the counter too."""

    _inherit = "sale.order"

    @api.model
    def _cron_sync_points(self):
        """Also book what sales at the counter release."""
        result = super()._cron_sync_points()
        self.env["pos.order"].sudo()._sync_waiting_points()
        return result
