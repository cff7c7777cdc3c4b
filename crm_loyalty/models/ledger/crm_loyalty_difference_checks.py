# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

# Sums of floats are compared to this many digits.
DIGITS = 4


class CrmLoyaltyDifference(models.Model):
    """Which figures of points have to agree, as one statement each.

    A statement returns ``res_id`` (what is wrong, for its kind the same record every
    night), ``pool_id``, ``card_id``, ``expected`` and ``found``.
    """

    _inherit = "crm.loyalty.difference"

    @api.model
    def _get_checks(self):
        """Return ``{kind: SQL}``; extend with ``super() | {…}``."""
        return {
            "balance": self._get_balance_check(),
            "lot": self._get_lot_check(),
            "taking": self._get_taking_check(),
            "plain": self._get_plain_check(),
            "loose": self._get_loose_check(),
            "unbooked": self._get_unbooked_check(),
            "pending": self._get_pending_check(),
        }

    @api.model
    def _get_balance_check(self):
        """Compare movements with what is left of lots less what found no lot."""
        return SQL(
            """
            WITH booked AS (
                SELECT pool_id, sum(issued - used) AS points, sum(used) AS used
                  FROM loyalty_history WHERE kind IS NOT NULL GROUP BY pool_id
            ), given AS (
                SELECT pool_id, sum(points) AS points
                  FROM crm_loyalty_lot GROUP BY pool_id
            ), allocated AS (
                SELECT allocation.pool_id, sum(allocation.points) AS points,
                       sum(allocation.points) FILTER (WHERE taking.used > 0) AS paid
                  FROM crm_loyalty_allocation AS allocation
                  JOIN loyalty_history AS taking ON taking.id = allocation.history_id
                 GROUP BY allocation.pool_id
            ), sums AS (
                SELECT pool.id,
                       round(coalesce(booked.points, 0)::numeric, %(digits)s)
                       AS expected,
                       round((coalesce(given.points, 0) - coalesce(allocated.points, 0)
                           - coalesce(booked.used, 0) + coalesce(allocated.paid, 0)
                       )::numeric, %(digits)s) AS found
                  FROM crm_loyalty_pool AS pool
                  LEFT JOIN booked ON booked.pool_id = pool.id
                  LEFT JOIN given ON given.pool_id = pool.id
                  LEFT JOIN allocated ON allocated.pool_id = pool.id
            )
            SELECT sums.id AS res_id, sums.id AS pool_id,
                   (SELECT min(id) FROM loyalty_card WHERE pool_id = sums.id)
                   AS card_id,
                   expected, found
              FROM sums WHERE expected <> found
            """,
            digits=DIGITS,
        )

    @api.model
    def _get_lot_check(self):
        """Find lots of which more was used than there was, or less than nothing."""
        return SQL(
            """
            SELECT lot.id AS res_id, lot.pool_id, given.card_id,
                   lot.points AS expected, sum(allocation.points) AS found
              FROM crm_loyalty_lot AS lot
              JOIN crm_loyalty_allocation AS allocation ON allocation.lot_id = lot.id
              JOIN loyalty_history AS given ON given.id = lot.history_id
             GROUP BY lot.id, given.card_id
            HAVING round((sum(allocation.points) - lot.points)::numeric, %(digits)s) > 0
                OR round(sum(allocation.points)::numeric, %(digits)s) < 0
            """,
            digits=DIGITS,
        )

    @api.model
    def _get_taking_check(self):
        """Find movements for which more came from lots than they took."""
        return SQL(
            """
            SELECT taking.id AS res_id, taking.pool_id, taking.card_id,
                   taking.used AS expected, sum(allocation.points) AS found
              FROM crm_loyalty_allocation AS allocation
              JOIN loyalty_history AS taking ON taking.id = allocation.history_id
             WHERE taking.used > 0
             GROUP BY taking.id
            HAVING round((sum(allocation.points) - taking.used)::numeric, %s) > 0
            """,
            DIGITS,
        )

    @api.model
    def _get_plain_check(self):
        """Find cards that show points which are in no movement."""
        return SQL(
            """
            SELECT card.id AS res_id, card.pool_id, card.id AS card_id,
                   0 AS expected, card.plain_points AS found
              FROM loyalty_card AS card
             WHERE card.pool_id IS NOT NULL AND card.plain_points <> 0
            """
        )

    @api.model
    def _get_loose_check(self):
        """Find movements that stand in another balance than their card, or in none."""
        return SQL(
            """
            SELECT row.id AS res_id, card.pool_id, card.id AS card_id,
                   0 AS expected, row.issued - row.used AS found
              FROM loyalty_history AS row
              JOIN loyalty_card AS card ON card.id = row.card_id
             WHERE row.kind IS NOT NULL AND row.pool_id IS DISTINCT FROM card.pool_id
            """
        )

    @api.model
    def _get_unbooked_check(self):
        """Find core's own rows on cards that keep a ledger."""
        return SQL(
            """
            SELECT row.id AS res_id, card.pool_id, card.id AS card_id, 0 AS expected,
                   coalesce(row.issued, 0) - coalesce(row.used, 0) AS found
              FROM loyalty_history AS row
              JOIN loyalty_card AS card ON card.id = row.card_id
             WHERE row.kind IS NULL AND card.pool_id IS NOT NULL
            """
        )

    @api.model
    def _get_pending_check(self):
        """Find orders of which more pending points were released than there were."""
        return SQL(
            """
            SELECT row.order_id AS res_id, min(row.pool_id) AS pool_id,
                   min(row.card_id) AS card_id, 0 AS expected, sum(row.pending) AS found
              FROM loyalty_history AS row
             WHERE row.kind IS NOT NULL AND row.order_model = 'sale.order'
             GROUP BY row.order_id
            HAVING round(sum(row.pending)::numeric, %s) < 0
            """,
            DIGITS,
        )
