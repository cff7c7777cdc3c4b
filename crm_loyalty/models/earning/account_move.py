# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL

PAID = ("paid", "in_payment")


class AccountMove(models.Model):
    """Invoices note the day on which they were paid; they take bonuses back too."""

    _inherit = "account.move"

    points_paid_on = fields.Date(
        "Paid on",
        readonly=True,
        copy=False,
        help="The day on which it became paid, in the company's time zone; bonuses "
        "for paid invoices go by it.",
    )

    _points_paid = models.Index(
        "(company_id, coalesce(points_paid_on, invoice_date)) "
        "WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_receipt')"
    )

    def _invoice_paid_hook(self):
        night = self.env["crm.value.night"]
        sales = self.sudo().filtered(lambda move: move.is_sale_document(True))
        for company, moves in sales.grouped("company_id").items():
            moves.points_paid_on = night._get_today(company)
        return super()._invoice_paid_hook()

    def _sync_order_points(self):
        """Also book what this changes for bonuses that earning rules gave."""
        result = super()._sync_order_points()
        (self | self.reversed_entry_id)._sync_bonuses()
        return result

    def _sync_bonuses(self):
        """Take back the bonuses of invoices that are withdrawn, unpaid or refunded.

        What a credit note took is given again as soon as the note is withdrawn.

        :return: the movements
        """
        history = self.env["loyalty.history"].sudo()
        if not self.ids:
            return history
        given = history._get_given_bonuses(
            SQL("order_model = 'account.move' AND order_id = ANY(%s)", self.ids)
        )
        invoices = self.sudo().browse({row["res_id"] for row in given}).exists()
        counting = invoices.filtered(lambda invoice: invoice._is_kept())
        gone = [row for row in given if row["res_id"] not in counting.ids]
        kept = [row for row in given if row["res_id"] in counting.ids]
        left = {invoice.id: invoice._get_kept_share() for invoice in counting}
        shares = {(row["rule_id"], row["res_id"]): left[row["res_id"]] for row in kept}
        return history._balance_bonuses(gone, kept, shares)

    def _get_bonus_day(self, event):
        """Return the day on which bonuses for the paid invoice count."""
        self.ensure_one()
        return self.points_paid_on or self.invoice_date

    def _is_kept(self):
        """Tell whether this invoice is paid and not refunded as a whole."""
        self.ensure_one()
        if self.state != "posted" or self.payment_state not in PAID:
            return False
        return bool(
            not self._get_posted_refunds()
            or self.company_currency_id.compare_amounts(self._get_amount_left(), 0) > 0
        )

    def _get_kept_share(self):
        """Return which part of this invoice's amount is not refunded, 0 to 1."""
        self.ensure_one()
        billed = self.amount_untaxed_signed
        return self._get_amount_left() / billed if billed > 0 else 1.0

    def _get_amount_left(self):
        refunds = self._get_posted_refunds()
        return self.amount_untaxed_signed + sum(refunds.mapped("amount_untaxed_signed"))

    def _get_posted_refunds(self):
        return self.reversal_move_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_refund"
        )
