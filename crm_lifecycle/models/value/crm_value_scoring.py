# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

from ...engine import score_days

FIFTHS = (0.2, 0.4, 0.6, 0.8)
POINTS_PER_FIFTH = 25.0  # the lowest fifth gives 0 points, the best one 100


class CrmValueScoring(models.AbstractModel):
    """From metrics to fifths, contributions and the score, in temporary tables."""

    _name = "crm.value.scoring"
    _description = "Score of customers"

    @api.model
    def _get_score_columns(self):
        """Return the profile columns that come from the score card and RFM."""
        return [
            "clv",
            "score",
            "contributions",
            "recency_score",
            "frequency_score",
            "monetary_score",
        ]

    @api.model
    def _get_metric_expressions(self):
        """Return ``{metric: SQL over crm_night_metric}``; more is better.

        Metrics are weighted in the score card or make up RFM. Extend together with
        ``crm.value.policy.weight._get_metric_selection``.
        """
        spent = SQL("window_revenue::float8")
        days = SQL("window_purchase_days::float8")
        return {
            "revenue": spent,
            "profit": SQL("window_margin::float8"),
            "tenure": SQL(
                "(%(day)s::date - first_purchase_date)::float8", day=score_days.FUTURE
            ),
            "loyalty": days,
            "recency": SQL(
                "(last_purchase_date - %(day)s::date)::float8", day=score_days.PAST
            ),
            "frequency": days,
            "monetary": spent,
        }

    @api.model
    def _find_cut_points(self):
        """Return ``{metric: four cut points}``: the quintiles of who ever bought."""
        expressions = self._get_metric_expressions()
        columns = [
            SQL(
                "percentile_disc(%(fifths)s) WITHIN GROUP (ORDER BY %(expression)s)",
                fifths=list(FIFTHS),
                expression=expression,
            )
            for expression in expressions.values()
        ]
        (row,) = self.env.execute_query(
            SQL(
                "SELECT %(columns)s FROM crm_night_metric WHERE purchase_count > 0",
                columns=SQL(", ").join(columns),
            )
        )
        return dict(zip(expressions, row, strict=True))

    @api.model
    def _get_fifth(self, metric, cut_points):
        """Return the SQL of the fifth, 1 to 5, in which a metric's value lies.

        One more for every cut point that lies strictly below the value: equal
        values share a fifth, and who is in fifth *n* has at least (n - 1) × 20 % of
        the customers strictly below.
        """
        steps = [
            SQL(
                "COALESCE((%(value)s > %(cut)s)::int, 0)",
                value=SQL.identifier(f"value_{metric}"),
                cut=cut,
            )
            for cut in cut_points or []
        ]
        return SQL(" + ").join([SQL("1"), *steps])

    @api.model
    def _make_score_table(self, task, cut_points):
        """Turn metrics into values, fifths, contributions and the score.

        Each layer is computed once per customer: ``OFFSET 0`` keeps PostgreSQL from
        copying an expression to every place that reads it.
        """
        points = self._get_points(task.policy)
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE crm_night_score ON COMMIT DROP AS
                SELECT scored.*, %(rank_value)s AS rank_value
                  FROM (
                    SELECT fifth.*,
                           fifth.margin AS clv,
                           %(score)s AS score,
                           jsonb_build_object(%(contributions)s) AS contributions,
                           fifth_recency AS recency_score,
                           fifth_frequency AS frequency_score,
                           fifth_monetary AS monetary_score
                      FROM (
                        SELECT * %(fifths)s
                          FROM (SELECT * %(values)s FROM crm_night_metric OFFSET 0)
                            AS value
                        OFFSET 0
                      ) AS fifth
                  ) AS scored;
                ANALYZE crm_night_score (partner_id, rank_value)
                """,
                rank_value=self._get_rank_value(task.policy),
                score=SQL(" + ").join([SQL("0::float8"), *points.values()]),
                contributions=SQL(", ").join(
                    SQL("%(metric)s, %(points)s", metric=metric, points=value)
                    for metric, value in points.items()
                ),
                fifths=SQL().join(
                    SQL(
                        ", %(fifth)s AS %(name)s",
                        fifth=self._get_fifth(metric, cut_points.get(metric)),
                        name=SQL.identifier(f"fifth_{metric}"),
                    )
                    for metric in self._get_metric_expressions()
                ),
                values=SQL().join(
                    SQL(
                        ", %(expression)s AS %(name)s",
                        expression=expression,
                        name=SQL.identifier(f"value_{metric}"),
                    )
                    for metric, expression in self._get_metric_expressions().items()
                ),
            )
        )

    @api.model
    def _get_points(self, policy):
        """Return ``{metric: SQL of its points}``; all points add up to 0 to 100."""
        total = sum(policy.weight_ids.mapped("weight")) or 1.0
        return {
            row.metric: SQL(
                "((%(fifth)s - 1) * %(factor)s::float8)",
                fifth=SQL.identifier(f"fifth_{row.metric}"),
                factor=POINTS_PER_FIFTH * row.weight / total,
            )
            for row in policy.weight_ids
        }
