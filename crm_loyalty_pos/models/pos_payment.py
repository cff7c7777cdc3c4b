# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class PosPayment(models.Model):
    """A payment on account knows the entry in the books that says what is owed."""

    _inherit = "pos.payment"

    debt_line_id = fields.Many2one(
        "account.move.line",
        "Debt",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="What the customer owes for a sale on account without an invoice, "
        "written when the register was closed.",
    )

    def _is_owed(self):
        """Tell whether the customer has yet to pay what this payment put on account.

        A debt that an invoice has taken over is not paid by that. Of registers that
        were closed before debts were noted nobody can tell; they count as paid.
        """
        self.ensure_one()
        if self.payment_method_id.type != "pay_later":
            return False
        debt, order = self.debt_line_id, self.pos_order_id
        if not debt:
            return bool(order.account_move) or order.session_id.state != "closed"
        matched = debt.matched_credit_ids.credit_move_id
        matched |= debt.matched_debit_ids.debit_move_id
        return not debt.reconciled or bool(matched.move_id.reversed_pos_order_id)
