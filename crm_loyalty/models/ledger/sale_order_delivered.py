# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

WAITING = "crm_loyalty.delivered"


class SaleOrder(models.Model):
    """Goods that leave the warehouse or come back move points at once."""

    _inherit = "sale.order"

    def _sync_before_commit(self):
        """Book what deliveries change when the transaction ends, each order once.

        Core computes what is delivered while it writes stock moves; nothing is booked
        amid that. A booking that fails is logged and done by the hourly job.
        """
        precommit = self.env.cr.precommit
        if WAITING not in precommit.data:
            precommit.add(self.env["sale.order"].sudo()._sync_delivered)
        precommit.data.setdefault(WAITING, set()).update(self.ids)

    @api.model
    def _sync_delivered(self):
        ids = self.env.cr.precommit.data.pop(WAITING, ())
        self.browse(self._find_released_by_delivery(ids))._sync_points_apart()

    @api.model
    def _find_released_by_delivery(self, ids):
        """Return those of ``ids`` that have points of which deliveries decide."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT booked.order_id
                  FROM loyalty_history AS booked
                  JOIN crm_loyalty_pool AS pool ON pool.id = booked.pool_id
                  JOIN loyalty_program AS program ON program.id = pool.program_id
                 WHERE booked.order_model = 'sale.order' AND booked.kind IS NOT NULL
                   AND booked.order_id = ANY(%s)
                   AND program.points_release = 'delivered'
                 ORDER BY booked.order_id
                """,
                list(ids),
            )
        )
        return [row[0] for row in rows]
