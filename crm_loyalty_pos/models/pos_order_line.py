# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

UNPAID = ("draft", "cancel")


class PosOrderLine(models.Model):
    """A line at the counter knows what came back of it, and what was credited."""

    _inherit = "pos.order.line"

    def _get_kept_shares(self):
        """Return ``{line: share}``: what neither refunds nor credit notes took, 0 to 1.

        Refunds count when they are paid. The credit note that a counter writes about
        its refund takes nothing more.
        """
        credited = {
            invoice: invoice._get_credited_shares()
            for invoice in self.order_id.account_move
        }
        shares = {}
        for line in self:
            kept = line._get_unreturned_share()
            taken = credited.get(line.order_id.account_move, {})
            kept -= taken.get(line.product_id, 0.0)
            shares[line] = min(max(kept, 0.0), 1.0)
        return shares

    def _get_unreturned_share(self):
        """Return which share of this line no paid refund brought back.

        One refund is left out where ``without_refund`` in the context says so.
        """
        if not self.qty:
            return 1.0
        without = self.env.context.get("without_refund")
        refunds = self.refund_orderline_ids.filtered(
            lambda line: (
                line.order_id.state not in UNPAID and line.order_id.id != without
            )
        )
        return 1.0 + sum(refunds.mapped("qty")) / self.qty
