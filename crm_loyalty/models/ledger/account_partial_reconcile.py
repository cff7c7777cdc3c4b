# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AccountPartialReconcile(models.Model):
    """A payment that is taken back makes the points of its orders wait again."""

    _inherit = "account.partial.reconcile"

    def unlink(self):
        moves = (self.debit_move_id | self.credit_move_id).move_id
        result = super().unlink()
        moves.exists().filtered(
            lambda move: move.is_invoice(include_receipts=True)
        )._sync_order_points()
        return result
