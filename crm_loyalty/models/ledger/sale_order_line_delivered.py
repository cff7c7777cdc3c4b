# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class SaleOrderLine(models.Model):
    """A line tells its order what the warehouse delivered of it."""

    _inherit = "sale.order.line"

    def _compute_qty_delivered(self):
        """Tell the order: what a warehouse delivers is computed and never written."""
        result = super()._compute_qty_delivered()
        moved = self.filtered(
            lambda line: (
                line.qty_delivered_method == "stock_move" and line.state == "sale"
            )
        )
        moved.order_id._sync_before_commit()
        return result
