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
        """Also take back what earning rules gave for invoices that no longer count."""
        result = super()._sync_order_points()
        (self | self.reversed_entry_id)._sync_bonuses()
        return result

    def _sync_bonuses(self):
        """Take back the bonuses of invoices that are withdrawn, unpaid or refunded."""
        history = self.env["loyalty.history"].sudo()
        if not self.ids:
            return history
        standing = history._get_standing_bonuses(
            SQL("order_model = 'account.move' AND order_id = ANY(%s)", self.ids)
        )
        invoices = self.sudo().browse({row["res_id"] for row in standing}).exists()
        kept = set(invoices.filtered(lambda invoice: invoice._is_kept()).ids)
        gone = [row for row in standing if row["res_id"] not in kept]
        return history._post_bonuses(gone, None, is_reversed=True)

    def _is_kept(self):
        """Tell whether this invoice is paid and not refunded as a whole."""
        self.ensure_one()
        if self.state != "posted" or self.payment_state not in PAID:
            return False
        refunds = self.reversal_move_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_refund"
        )
        left = self.amount_untaxed_signed + sum(refunds.mapped("amount_untaxed_signed"))
        return bool(
            not refunds or self.company_currency_id.compare_amounts(left, 0) > 0
        )
