# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from odoo.addons.crm_loyalty.engine.ledger import EARNED

_logger = logging.getLogger(__name__)

SETTLED = ("paid", "in_payment", "reversed")


class PosOrder(models.Model):
    """What is sold on account gives its points when it is paid.

    With an invoice, the invoice tells; without one, the entry that closing the register
    writes for the debt. Debts of several customers in one entry (a payment method that
    does not identify them) are paid when all of it is.
    """

    _inherit = "pos.order"

    def _get_points_released(self, program, points, kept):
        """Return how many of ``kept`` points can be spent; ``points`` gave the sale."""
        share = self._get_paid_share() if program.points_release == "paid" else 1.0
        if share >= 1.0:
            return kept
        if program._counts_orders():
            return 0.0
        return min(kept, program._cut_points(points * share))

    def _get_paid_share(self):
        """Return which share of this order the customer has paid, 0 to 1."""
        self.ensure_one()
        owed = self.payment_ids.filtered(lambda payment: payment._is_owed())
        total = sum(self.payment_ids.mapped("amount"))
        debt = sum(owed.mapped("amount"))
        if debt <= 0 or total <= 0 or self._is_invoice_paid():
            return 1.0
        return max(1.0 - debt / total, 0.0)

    def _is_invoice_paid(self):
        invoice = self.account_move
        return invoice.state == "posted" and invoice.payment_state in SETTLED

    # --------------------------------------------------------------- safety net

    @api.model
    def _sync_waiting_points(self):
        """Book what orders with pending points release, were nobody told it."""
        cron, runs = self.env["ir.cron"], self.env["crm.run"].sudo()
        for order in self.browse(self._find_waiting()):
            runs._run_retried(order._sync_counter_points_safely)
            if not cron._commit_progress(1):
                return

    @api.model
    def _find_waiting(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT order_id FROM loyalty_history
                 WHERE order_model = 'pos.order' AND kind IS NOT NULL AND event = %s
                 GROUP BY order_id
                HAVING round(sum(coalesce(pending, 0))::numeric, 6) <> 0
                 ORDER BY order_id
                """,
                EARNED,
            )
        )
        return [row[0] for row in rows]

    def _sync_counter_points_safely(self):
        """Book one order; one that fails is logged and tried again by the next run."""
        try:
            with self.env.cr.savepoint():
                self._sync_counter_points()
        except (OperationalError, ConcurrencyError):
            raise
        except Exception:
            _logger.exception("Points of sale %s could not be booked", self.name)
