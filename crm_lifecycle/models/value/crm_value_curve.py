# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

BINS = 1000


class CrmValueCurve(models.AbstractModel):
    """The curve of who is best, fine only where the bounds of tiers lie.

    Customers are added up in bins first; a bin in which a bound turns out to lie is
    opened, and the bounds are found again. When every bound lies in an opened bin they
    are those of the whole curve: what is above a bin does not depend on how its
    customers are told apart.
    """

    _name = "crm.value.curve"
    _description = "Curve of customers"

    @api.model
    def _find_binned_bounds(self, policy, customers, relation, today, key="partner_id"):
        """Return the bounds of a policy; see ``crm.value.ranking._find_bounds``.

        :param SQL customers: a table as ``score`` that gives ``rank_value``, what
            :meth:`_get_sums` adds up, and ``key``, an integer of each customer
        :param SQL relation: the same customers, with all that the rules read
        """
        night = self.env["crm.value.night"]
        self._make_bins(policy, customers, key)
        while True:
            bounds = night._find_bounds(policy, relation, today, self._get_bin_curve())
            if not self._open_bins(policy, customers, bounds):
                return bounds

    @api.model
    def _get_bin_curve(self):
        """Return the curve of everybody, as ``_get_curve`` of the night gives it."""
        return SQL(
            """
            SELECT rank_value, sum(customers) OVER best AS customers,
                   sum(revenue) OVER best AS revenue, sum(clv) OVER best AS clv
              FROM crm_curve_bin WINDOW best AS (ORDER BY rank_value DESC)
            """
        )

    @api.model
    def _make_bins(self, policy, customers, key):
        """Make ``crm_curve_bin``: customers added up between values of a sample.

        A row holds its customers' least ``rank_value`` and their highest. The sample
        goes by a hash: every n-th number may be every n-th branch, or kind, too.
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
        edges = [value for (value,) in sample if value is not None]
        self.env.cr.execute(
            SQL(
                """
                DROP TABLE IF EXISTS crm_curve_bin;
                CREATE TEMPORARY TABLE crm_curve_bin ON COMMIT DROP AS
                SELECT min(rank_value) AS rank_value, max(rank_value) AS highest,
                       %(sums)s
                  FROM %(customers)s
                 GROUP BY width_bucket(rank_value, %(edges)s::float8[])
                HAVING min(rank_value) IS NOT NULL
                """,
                sums=self.env["crm.value.night"]._select_named(self._get_sums(policy)),
                customers=customers,
                edges=edges or [0.0],
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
    def _open_bins(self, policy, customers, bounds):
        """Tell customers apart in the bins where ``bounds`` lie.

        :return: whether there was a bin to open
        """
        values = self._get_bound_values(bounds)
        opened = self.env.execute_query(
            SQL(
                """
                DELETE FROM crm_curve_bin
                 WHERE rank_value < highest AND rank_value = ANY (%(values)s::float8[])
                RETURNING rank_value, highest
                """,
                values=values,
            )
        )
        if not opened:
            return False
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_curve_bin
                SELECT rank_value, rank_value, %(sums)s
                  FROM %(customers)s
                 WHERE %(inside)s
                 GROUP BY rank_value
                """,
                sums=self.env["crm.value.night"]._select_named(self._get_sums(policy)),
                customers=customers,
                inside=SQL(" OR ").join(
                    SQL("rank_value BETWEEN %s::float8 AND %s::float8", low, high)
                    for low, high in opened
                ),
            )
        )
        return True

    @api.model
    def _get_bound_values(self, bounds):
        """Return all rank values among ``bounds``."""
        values = []
        for key, bound in bounds.items():
            if key != "totals":
                found = bound.values() if isinstance(bound, dict) else [bound]
                values += [value for value in found if value is not None]
        return values
