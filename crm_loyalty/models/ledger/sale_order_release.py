# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL, split_every

_logger = logging.getLogger(__name__)

BATCH = 100
MARK = "crm_loyalty.orders_synced_at"
# Transactions that were still open when the last run began are seen by the next one.
OVERLAP = timedelta(hours=1)


class SaleOrder(models.Model):
    """A safety net: points of orders that nobody told about a delivery or a payment."""

    _inherit = "sale.order"

    @api.model
    def _cron_sync_points(self):
        """Book what orders should have moved since the last run, in batches.

        A run that is cut short does not move the mark: the next one looks again.
        """
        cron, runs = self.env["ir.cron"], self.env["crm.run"].sudo()
        start = fields.Datetime.now()
        orders = self.sudo().browse(self._find_unsettled(self._get_sync_mark()))
        cron._commit_progress(remaining=len(orders))
        for ids in split_every(BATCH, orders.ids, list):
            batch = orders.browse(ids)
            runs._run_retried(lambda batch=batch: batch._sync_points_apart())
            if not cron._commit_progress(len(ids)):
                return
        self.env["ir.config_parameter"].sudo().set_param(
            MARK, fields.Datetime.to_string(start)
        )

    @api.model
    def _get_sync_mark(self):
        """Return from when on invoices count; what was before the ledger stays."""
        mark = self.env["ir.config_parameter"].sudo().get_param(MARK)
        start = fields.Datetime.to_datetime(mark) if mark else fields.Datetime.now()
        return start - OVERLAP

    @api.model
    def _find_unsettled(self, since):
        """Return ids of orders in the ledger whose points may have to move.

        Those with pending points, and those with an invoice that changed after
        ``since`` (naive UTC).
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT orders.id FROM sale_order AS orders
                 WHERE orders.state = 'sale' AND orders.id IN (
                    SELECT order_id FROM loyalty_history
                     WHERE kind IS NOT NULL AND order_model = 'sale.order'
                     GROUP BY order_id
                    HAVING round(sum(coalesce(pending, 0))::numeric, 6) <> 0
                    UNION
                    SELECT booked.order_id
                      FROM account_move AS move
                      JOIN account_move_line AS item ON item.move_id = move.id
                      JOIN sale_order_line_invoice_rel AS link
                        ON link.invoice_line_id = item.id
                      JOIN sale_order_line AS line ON line.id = link.order_line_id
                      JOIN loyalty_history AS booked
                        ON booked.order_model = 'sale.order'
                       AND booked.order_id = line.order_id
                       AND booked.kind IS NOT NULL
                     WHERE move.write_date >= %s
                 )
                 ORDER BY orders.id
                """,
                since,
            )
        )
        return [row[0] for row in rows]

    def _sync_points_apart(self):
        """Book these orders together; when that fails, each by itself.

        An order that fails alone is logged and tried again by the next run.
        """
        try:
            with self.env.cr.savepoint():
                return self._sync_points()
        except (OperationalError, ConcurrencyError):
            raise
        except Exception:
            if len(self) == 1:
                _logger.exception("Points of order %s could not be booked", self.name)
                return self.env["loyalty.history"]
        booked = self.env["loyalty.history"]
        for order in self:
            booked |= order._sync_points_apart()
        return booked
