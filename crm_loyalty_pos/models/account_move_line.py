# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AccountMoveLine(models.Model):
    """A debt of the counter that is paid releases the points of its sales."""

    _inherit = "account.move.line"

    def _reconcile_post_hook(self, data):
        result = super()._reconcile_post_hook(data)
        self._sync_counter_debts()
        return result

    def _sync_counter_debts(self):
        """Book what these items, matched or not any more, change for sales on them."""
        if not self:
            return
        payments = self.env["pos.payment"].sudo()
        payments = payments.search([("debt_line_id", "in", self.ids)])
        payments.pos_order_id._sync_counter_points()
