# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL


class CrmLoyaltyPool(models.Model):
    """A balance says what of it expires next, and when."""

    _inherit = "crm.loyalty.pool"

    expiring_on = fields.Date(
        "Next expiry",
        compute="_compute_expiring",
        compute_sudo=True,
        help="The next day after which points are lost.",
    )
    points_expiring = fields.Float(
        "Expiring points",
        compute="_compute_expiring",
        compute_sudo=True,
        help="Points that can be spent up to and including the day of the next expiry.",
    )

    def _compute_expiring(self):
        found = self._get_next_expiry()
        for pool in self:
            pool.expiring_on, pool.points_expiring = found.get(pool.id, (False, 0.0))

    def _get_next_expiry(self):
        """Return ``{pool id: (day, points)}`` of what expires next.

        Balances of which nothing expires are missing. Points that pay a debt don't
        count.
        """
        return {
            pool: (day, points)
            for pool, day, points in self._get_expiring(None)
            if points > 0
        }

    def _get_expiring(self, until):
        """Return ``[(pool id, first day, points)]`` of what expires up to ``until``.

        :param until: a date; None: only what expires on the first such day
        """
        if not self.ids:
            return []
        lots = self.env["crm.loyalty.lot"]
        scope = SQL("lot.pool_id = ANY(%s)", self.ids)
        return self.env.execute_query(
            SQL(
                """
                WITH days AS (
                    SELECT pool_id, valid_until, sum(points) AS points,
                           min(valid_until) OVER (PARTITION BY pool_id) AS first_day
                      FROM %(open)s AS open
                     WHERE valid_until IS NOT NULL
                     GROUP BY pool_id, valid_until
                )
                SELECT pool_id, first_day,
                       least(sum(points), greatest((
                           SELECT %(balance)s FROM loyalty_history
                            WHERE pool_id = days.pool_id AND kind IS NOT NULL), 0))
                  FROM days
                 WHERE %(all)s OR valid_until = first_day
                 GROUP BY pool_id, first_day
                 ORDER BY pool_id
                """,
                open=lots._get_open_sql(scope, until=until),
                balance=self._get_balance_sql(),
                all=bool(until),
            )
        )
