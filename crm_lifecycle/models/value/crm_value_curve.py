# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from bisect import bisect_right

from odoo import api, models
from odoo.tools import SQL

BINS = 1000
NEAR = (-1, 0, 1)  # bins around a bound of last time


class CrmValueCurve(models.AbstractModel):
    """The curve of who is best, fine only where the bounds of tiers lie.

    Customers are added up in bins first; a bin in which a bound turns out to lie is
    opened, and the bounds are found again. When every bound lies in an opened bin they
    are those of the whole curve: what is above a bin does not depend on how its
    customers are told apart.
    """

    _name = "crm.value.curve"
    _inherit = ["crm.value.layers"]
    _description = "Curve of customers"

    @api.model
    def _find_on_curve(self, customers, sums, find, key="partner_id", last=None):
        """Return the bounds that ``find`` finds on the curve of all customers.

        :param SQL customers: a table as ``score`` that gives ``rank_value``, what
            ``sums`` add up, and ``key``, an integer of each customer
        :param dict sums: the columns of a bin, ``{name: SQL over score}``
        :param find: called with the curve as a SELECT of ``rank_value`` and, down to
            it, the total of each sum; gives values of the curve by name
        :param dict last: the bounds of last time: there the curve is fine at once
        """
        edges = self._sample_edges(customers, key)
        self._make_bins(customers, sums, edges, self._get_bound_values(last or {}))
        while True:
            self._add_up_bins(sums)
            bounds = find(self._get_curve_so_far())
            if not self._open_bins(customers, sums, bounds):
                return bounds

    @api.model
    def _get_curve_so_far(self):
        """Return the curve as it is known, as ``_get_curve`` of the night gives it."""
        return SQL("SELECT * FROM crm_curve")

    @api.model
    def _add_up_bins(self, sums):
        """Make ``crm_curve``: the totals down to the least customer of each bin."""
        self.env.cr.execute(
            SQL(
                """
                DROP TABLE IF EXISTS crm_curve;
                CREATE TEMPORARY TABLE crm_curve ON COMMIT DROP AS
                SELECT rank_value, %(totals)s
                  FROM crm_curve_bin WINDOW best AS (ORDER BY rank_value DESC)
                """,
                totals=self._select_named(
                    {
                        name: SQL("sum(%(name)s) OVER best", name=SQL.identifier(name))
                        for name in sums
                    }
                ),
            )
        )

    @api.model
    def _sample_edges(self, customers, key):
        """Return the rank values of a sample, in order: bins lie between them.

        The sample goes by a hash: every n-th number may be every n-th branch, too.
        """
        sample = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT rank_value FROM %(customers)s
                 WHERE hashint8(%(key)s) %%
                       (SELECT count(*) / %(bins)s + 1 FROM %(customers)s) = 0
                 ORDER BY 1
                """,
                customers=customers,
                key=SQL.identifier("score", key),
                bins=BINS,
            )
        )
        return [value for (value,) in sample if value is not None] or [0.0]

    @api.model
    def _make_bins(self, customers, sums, edges, opened):
        """Make ``crm_curve_bin``: customers added up between ``edges``.

        A row holds its customers' least ``rank_value`` and their highest. In the bins
        of the values ``opened``, and beside them, each rank value has a row.
        """
        places = [
            bisect_right(edges, value) + step for value in opened for step in NEAR
        ]
        self.env.cr.execute(
            SQL(
                """
                DROP TABLE IF EXISTS crm_curve_bin;
                CREATE TEMPORARY TABLE crm_curve_bin ON COMMIT DROP AS
                SELECT min(rank_value) AS rank_value, max(rank_value) AS highest,
                       %(sums)s
                  FROM %(customers)s
                 GROUP BY %(place)s,
                       CASE WHEN %(place)s = ANY(%(places)s::int[]) THEN rank_value END
                HAVING min(rank_value) IS NOT NULL
                """,
                sums=self._select_named(sums),
                customers=customers,
                place=SQL("width_bucket(rank_value, %(edges)s::float8[])", edges=edges),
                places=sorted(set(places)),
            )
        )

    @api.model
    def _get_sums(self, policy):
        """Return the columns of a bin: ``{column of the curve: SQL over score}``.

        Money is added up as it is: exact, so in any order and by any process.
        """
        return {
            "customers": SQL("count(*)"),
            "revenue": SQL("sum(score.window_revenue)"),
            "clv": SQL("sum(score.clv)"),
        }

    @api.model
    def _open_bins(self, customers, sums, bounds):
        """Tell customers apart in the bins where ``bounds`` lie.

        :return: whether there was a bin to open
        """
        opened = self.env.execute_query(
            SQL(
                """
                DELETE FROM crm_curve_bin
                 WHERE rank_value < highest AND rank_value = ANY (%(values)s::float8[])
                RETURNING rank_value, highest
                """,
                values=self._get_bound_values(bounds),
            )
        )
        if opened:
            self._add_opened(customers, sums, opened)
        return bool(opened)

    @api.model
    def _add_opened(self, customers, sums, opened):
        """Add a row for each rank value in the bins from a least to a highest value.

        By way of a table: an INSERT is read for by one process only.
        """
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE crm_curve_opened AS
                SELECT rank_value, rank_value AS highest, %(sums)s
                  FROM %(customers)s
                 WHERE width_bucket(rank_value, %(ends)s::float8[]) %% 2 = 1
                    OR rank_value = ANY(%(highest)s::float8[])
                 GROUP BY rank_value;
                INSERT INTO crm_curve_bin SELECT * FROM crm_curve_opened;
                DROP TABLE crm_curve_opened
                """,
                sums=self._select_named(sums),
                customers=customers,
                ends=[value for ends in sorted(opened) for value in ends],
                highest=[highest for _least, highest in opened],
            )
        )

    @api.model
    def _get_bound_values(self, bounds):
        """Return all rank values among ``bounds``, at any depth."""
        values = []
        for name, bound in bounds.items():
            if isinstance(bound, dict):
                values += self._get_bound_values(bound) if name != "totals" else []
            elif bound is not None:
                values.append(bound)
        return values
