# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmLoyaltyLot(models.Model):
    """What was taken is matched with the oldest lots, first in, first out."""

    _inherit = "crm.loyalty.lot"

    @api.model
    def _settle(self, pools):
        """Match what was taken with the oldest lots, first in, first out.

        What finds no lot is a debt and stays open; the next lots pay it first. The
        pools have to be locked. Two running sums overlap where a taking meets a lot:
        one statement for any number of pools.
        """
        if not pools.ids:
            return
        self.env.cr.execute(
            SQL(
                """
                WITH taking AS (%(takings)s), lot AS (%(lots)s), taking_sum AS (
                    SELECT *, sum(points) OVER (
                               PARTITION BY pool_id ORDER BY id
                           ) AS upto
                      FROM taking
                ), lot_sum AS (
                    SELECT *, sum(points) OVER (
                               PARTITION BY pool_id
                               ORDER BY expires_on NULLS LAST, earned_on, id
                           ) AS upto
                      FROM lot
                )
                INSERT INTO crm_loyalty_allocation (history_id, lot_id, pool_id, points)
                SELECT taking.id, lot.id, lot.pool_id,
                       least(taking.upto, lot.upto)
                       - greatest(taking.upto - taking.points, lot.upto - lot.points)
                  FROM taking_sum AS taking
                  JOIN lot_sum AS lot
                    ON lot.pool_id = taking.pool_id
                   AND lot.upto > taking.upto - taking.points
                   AND taking.upto > lot.upto - lot.points
                """,
                takings=self._get_open_takings_sql(pools),
                lots=self._get_usable_sql(),
            )
        )
        pools._mark_owing()
        self.invalidate_model(["remaining", "allocation_ids"], flush=False)

    @api.model
    def _get_open_takings_sql(self, pools):
        """Return what was taken from ``pools`` and found no lot so far.

        Allocations are read one movement after the other, by the index ``history_id``,
        whatever the statistics of the table say.
        """
        return SQL(
            """
            SELECT movement.id, movement.pool_id,
                   movement.used - matched.points AS points
              FROM loyalty_history AS movement
             CROSS JOIN LATERAL (
                SELECT coalesce(sum(points), 0) AS points
                  FROM crm_loyalty_allocation
                 WHERE history_id = movement.id
             ) AS matched
             WHERE movement.pool_id = ANY(%(pools)s)
               AND movement.kind IS NOT NULL AND movement.used > 0
               AND movement.used - matched.points > 1e-6
            """,
            pools=pools.ids,
        )

    @api.model
    def _get_usable_sql(self):
        """Return what is left of the lots in the pools of ``taking``; the same way."""
        return SQL(
            """
            SELECT lot.id, lot.pool_id, lot.expires_on, lot.earned_on,
                   lot.points - taken.points AS points
              FROM crm_loyalty_lot AS lot
             CROSS JOIN LATERAL (
                SELECT coalesce(sum(points), 0) AS points
                  FROM crm_loyalty_allocation
                 WHERE lot_id = lot.id
             ) AS taken
             WHERE lot.pool_id IN (SELECT pool_id FROM taking)
               AND lot.points - taken.points > 1e-6
            """
        )
