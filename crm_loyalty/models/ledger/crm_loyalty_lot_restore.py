# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo import api, models
from odoo.tools import SQL


class CrmLoyaltyLot(models.Model):
    """Who lost points by expiry does not owe them when the purchase is reversed."""

    _inherit = "crm.loyalty.lot"

    @api.model
    def _restore_expired(self, rows):
        """Return movements that give expired points back, before ``rows`` take them.

        An order gave 100 points, which expired; it is cancelled. Taking 100 points
        back would leave a debt for points that nobody ever spent. So the expiry is
        reversed first, as far as the purchase's own lots don't hold enough any more.

        :param rows: movements as ``loyalty.history._prepare_row`` makes them, about to
            be booked; their pools are locked
        :return: movements of the same shape
        """
        taken = [row for row in rows if row["kind"] == "reverse" and row["used"]]
        if not taken:
            return []
        return [
            self._prepare_restored(*found)
            for found in self.env.execute_query(
                SQL(
                    "%s SELECT %s FROM ranked WHERE upto - points < missing",
                    self._get_restored_sql(taken),
                    SQL(
                        "source_key, booked_on::text, pool_id, card_id, expiry_id,"
                        " least(points, missing - (upto - points))"
                    ),
                )
            )
        ]

    @api.model
    def _prepare_restored(self, key, day, pool_id, card_id, expiry_id, points):
        return {
            "card_id": card_id,
            "pool_id": pool_id,
            "kind": "reverse",
            "event": "expiry",
            "description": self.env._("Expired points given back"),
            "source_key": f"unexpire:{expiry_id}:{key}",
            "booked_on": day,
            "reversal_id": expiry_id,
            "issued": points,
            "used": 0.0,
            "pending": 0.0,
            "lot": None,
        }

    @api.model
    def _get_restored_sql(self, taken):
        """Return ``ranked``: expiries of the lots that ``taken`` misses points of."""
        return SQL(
            """
            WITH %(short)s, expired AS (
                SELECT own.source_key, own.booked_on, own.pool_id, own.card_id,
                       expiry.id AS expiry_id, short.missing,
                       sum(allocation.points) AS points
                  FROM own
                  JOIN short USING (source_key)
                  JOIN crm_loyalty_allocation AS allocation USING (lot_id)
                  JOIN loyalty_history AS movement
                    ON movement.id = allocation.history_id
                  JOIN loyalty_history AS expiry
                    ON expiry.id = coalesce(movement.reversal_id, movement.id)
                   AND expiry.kind = 'expire'
                 GROUP BY own.source_key, own.booked_on, own.pool_id, own.card_id,
                          expiry.id, short.missing
                HAVING sum(allocation.points) > 1e-6
            ), ranked AS (
                SELECT *, sum(points) OVER (
                           PARTITION BY source_key ORDER BY expiry_id DESC
                       ) AS upto
                  FROM expired
            )
            """,
            short=self._get_short_sql(taken),
        )

    @api.model
    def _get_short_sql(self, taken):
        """Return, as CTEs, the purchases' ``own`` lots and what is ``short`` there."""
        return SQL(
            """
            reverse AS (
                SELECT * FROM json_to_recordset(%(taken)s::json) AS row_of_ledger (
                       source_key text, booked_on date, pool_id int, reversal_id int,
                       order_model text, order_id int, event text, used float8)
            ), own AS (
                SELECT reverse.source_key, reverse.booked_on, reverse.pool_id,
                       reverse.used, origin.card_id, lot.id AS lot_id,
                       lot.points - coalesce((
                           SELECT sum(allocation.points)
                             FROM crm_loyalty_allocation AS allocation
                            WHERE allocation.lot_id = lot.id
                       ), 0) AS remaining
                  FROM reverse
                  JOIN loyalty_history AS origin ON %(origin)s
                  JOIN crm_loyalty_lot AS lot ON lot.history_id = origin.id
                 WHERE origin.kind IS NOT NULL
            ), short AS (
                SELECT source_key, used - sum(greatest(remaining, 0)) AS missing
                  FROM own
                 GROUP BY source_key, used
                HAVING used - sum(greatest(remaining, 0)) > 1e-6
            )
            """,
            taken=json.dumps(taken),
            origin=self._get_origin_sql(),
        )
