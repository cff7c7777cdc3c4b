# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo import api, models
from odoo.tools import SQL, split_every

BATCH = 1000


class SaleOrder(models.Model):
    """Orders from before the ledger remember what goods their points stand for."""

    _inherit = "sale.order"

    @api.model
    def _adopt_goods(self, cards):
        """Note, for confirmed orders that moved points on ``cards``, what is kept.

        Refunds from now on take their share of the points; what was refunded before
        has moved no points and moves none now.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM sale_order
                 WHERE state = 'sale' AND coalesce(awarded_basis, 0) = 0 AND id IN (
                    SELECT order_id FROM sale_order_coupon_points
                     WHERE coupon_id = ANY(%(cards)s)
                    UNION
                    SELECT order_id FROM sale_order_line
                     WHERE coupon_id = ANY(%(cards)s) AND points_cost > 0
                 )
                """,
                cards=cards.ids,
            )
        )
        for ids in split_every(BATCH, [row[0] for row in rows], list):
            orders = self.browse(ids)
            amounts = orders._get_goods_amounts()
            kept = [{"id": order.id, "kept": amounts[order].kept} for order in orders]
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE sale_order SET awarded_basis = goods.kept
                      FROM json_to_recordset(%s::json) AS goods (id int, kept numeric)
                     WHERE sale_order.id = goods.id
                    """,
                    json.dumps(kept),
                )
            )
            orders.invalidate_recordset(flush=False)
