# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

UNPAID = ("draft", "cancel")


class PosOrderLine(models.Model):
    """A line at the counter knows what came back of it."""

    _inherit = "pos.order.line"

    def _get_kept_share(self):
        """Return which share of this line no paid refund brought back, 0 to 1."""
        refunds = self.refund_orderline_ids.filtered(
            lambda line: line.order_id.state not in UNPAID
        )
        if not self.qty:
            return 1.0
        return min(max(1.0 + sum(refunds.mapped("qty")) / self.qty, 0.0), 1.0)
