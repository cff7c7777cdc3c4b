# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

BINS = 1000


class CrmValueSimulatorCurve(models.AbstractModel):
    """The curve of who is best, fine only where the bounds of tiers lie.

    The night adds all customers up one by one. Here they are added up in bins first;
    a bin in which a bound turns out to lie is opened, and the bounds are found again.
    When every bound lies in an opened bin they are those of the whole curve: what is
    above a bin does not depend on how its customers are told apart.
    """

    _name = "crm.value.simulator.curve"
    _description = "Curve of the simulator"

    @api.model
    def _find_trial_bounds(self, policy, today):
        """Return the bounds of a draft over ``crm_trial_score``; see
        ``crm.value.ranking._find_bounds``.
        """
        night = self.env["crm.value.night"]
        relation = SQL("crm_trial_score AS score")
        self._make_bins(policy)
        while True:
            bounds = night._find_bounds(policy, relation, today, self._get_curve())
            if not self._open_bins(policy, bounds):
                return bounds

    @api.model
    def _get_curve(self):
        """Return the curve of everybody, in the columns of the night's curve."""
        return SQL(
            """
            SELECT rank_value, sum(customers) OVER best AS customers,
                   sum(revenue) OVER best AS revenue, sum(clv) OVER best AS clv
              FROM crm_trial_bin WINDOW best AS (ORDER BY rank_value DESC)
            """
        )

    @api.model
    def _make_bins(self, policy):
        """Make ``crm_trial_bin``: customers added up between values of a sample.

        A row holds its customers' least ``rank_value`` and the first value above them.
        """
        edges = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT rank_value FROM crm_trial_score
                     WHERE rank_value IS NOT NULL
                       AND id %% (SELECT count(*) / %(bins)s + 1 FROM crm_trial_score)
                           = 0
                     ORDER BY 1
                    """,
                    bins=BINS,
                )
            )
        ]
        self.env.cr.execute(
            SQL(
                """
                DROP TABLE IF EXISTS crm_trial_bin;
                CREATE TEMPORARY TABLE crm_trial_bin ON COMMIT DROP AS
                SELECT min(rank_value) AS rank_value, max(rank_value) AS highest,
                       %(sums)s
                  FROM crm_trial_score
                 WHERE rank_value IS NOT NULL
                 GROUP BY width_bucket(rank_value, %(edges)s::float8[])
                """,
                sums=self._get_sums(policy),
                edges=edges or [0.0],
            )
        )

    @api.model
    def _get_sums(self, policy):
        """Return the columns of a bin; what no criterion has a share of stays empty."""
        columns = {"customers": SQL("count(*)")}
        for name, column in (("revenue", "window_revenue"), ("clv", "clv")):
            columns[name] = (
                SQL("sum(%(column)s::float8)", column=SQL.identifier(column))
                if self._is_share_read(policy, name)
                else SQL("NULL::float8")
            )
        return self.env["crm.value.night"]._select_named(columns)

    @api.model
    def _is_share_read(self, policy, name):
        """Tell whether a criterion has a share of all ``revenue`` or all ``clv``."""
        measures = set(policy.tier_line_ids.criterion_ids.mapped("measure"))
        return bool(measures & {f"{name}_share", f"own_{name}_share"})

    @api.model
    def _open_bins(self, policy, bounds):
        """Tell customers apart in the bins where ``bounds`` lie.

        :return: whether there was a bin to open
        """
        values = self._get_bound_values(bounds)
        opened = self.env.execute_query(
            SQL(
                """
                DELETE FROM crm_trial_bin
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
                INSERT INTO crm_trial_bin
                SELECT rank_value, rank_value, %(sums)s
                  FROM crm_trial_score
                 WHERE %(inside)s
                 GROUP BY rank_value
                """,
                sums=self._get_sums(policy),
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
