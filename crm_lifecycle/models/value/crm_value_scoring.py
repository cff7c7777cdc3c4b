# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

from ...engine import score_days

FIFTHS = (0.2, 0.4, 0.6, 0.8)
POINTS_PER_FIFTH = 25.0  # the lowest fifth gives 0 points, the best one 100


class CrmValueScoring(models.AbstractModel):
    """From metrics to fifths and the score: layers of SQL over facts and metrics."""

    _name = "crm.value.scoring"
    _description = "Score of customers"

    @api.model
    def _get_layers(self, task):
        """Return ``[{column: SQL}]``: each layer reads the columns of all before it.

        The first one reads the facts (``crm_night_fact``), the figures of
        ``_get_metric_queries`` and :meth:`_get_former_columns`. Extend with
        ``[*super()._get_layers(task), {…}]``; a column that is a stored field of the
        profile is written when it stands in :meth:`_get_score_columns`.
        """
        return [
            *self._get_mark_layers(task),
            {
                "clv": SQL("margin"),
                "score": self._get_score(task.policy),
                "recency_score": SQL("fifth_recency"),
                "frequency_score": SQL("fifth_frequency"),
                "monetary_score": SQL("fifth_monetary"),
            },
            self._get_class_layer(task),
            *self._get_lifetime_layers(task),
        ]

    @api.model
    def _get_mark_layers(self, task):
        """Return the layers of the score card's values and of their fifths."""
        values, fifths, seen = {}, {}, {}
        cut_points = task.calibration["cut_points"]
        for name, value in self._get_metric_expressions().items():
            cuts = cut_points.get(name) or ()
            same = seen.setdefault((self._get_identity(value), tuple(cuts)), name)
            is_first = same == name
            values[f"value_{name}"] = (
                value if is_first else SQL.identifier(f"value_{same}")
            )
            fifths[f"fifth_{name}"] = (
                self._get_fifth(name, cuts)
                if is_first
                else SQL.identifier(f"fifth_{same}")
            )
        return [values, fifths]

    @api.model
    def _get_score_columns(self):
        """Return the profile columns of the layers, besides facts and metrics."""
        return [
            "clv",
            "score",
            "recency_score",
            "frequency_score",
            "monetary_score",
            *self._get_class_columns(),
            *self._get_lifetime_columns(),
        ]

    @api.model
    def _get_kept_columns(self, task):
        """Return the other columns that tiers, changes and their reasons need."""
        return ["rank_value", "former_tier_id", "former_since"]

    @api.model
    def _get_former_columns(self):
        """Return ``{column: SQL over the former profile}`` that the layers need."""
        return {
            "former_tier_id": SQL("former.tier_id"),
            "former_since": SQL("former.tier_since"),
            "former_below": SQL("former.below_since"),
            "former_policy_id": SQL("former.policy_id"),
        }

    @api.model
    def _get_metric_expressions(self):
        """Return ``{metric: SQL over the facts}``; more is better.

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
    def _get_cut_point_queries(self):
        """Return ``{identity of a metric: SELECT of its four cut points}``.

        They are the quintiles of who ever bought; equal metrics are looked at once.
        """
        return {
            self._get_identity(value): SQL(
                """
                SELECT percentile_disc(%(fifths)s) WITHIN GROUP (ORDER BY %(value)s)
                  FROM crm_night_fact WHERE purchase_count > 0
                """,
                fifths=list(FIFTHS),
                value=value,
            )
            for value in self._get_metric_expressions().values()
        }

    @api.model
    def _get_cut_points(self, found):
        """Return ``{metric: four cut points}`` of what the queries found."""
        return {
            name: found[self._get_identity(value)]
            for name, value in self._get_metric_expressions().items()
        }

    @api.model
    def _get_identity(self, expression):
        """Return a key that equal SQL shares: equal metrics are looked at once."""
        return f"{expression.code} {expression.params}"

    @api.model
    def _get_fifth(self, metric, cut_points):
        """Return the SQL of the fifth, 1 to 5, in which a metric's value lies.

        One more for every cut point that lies strictly below the value: equal
        values share a fifth, and who is in fifth *n* has at least (n - 1) × 20 % of
        the customers strictly below.
        """
        if not cut_points:
            return SQL("1")
        below = [SQL("%(cut)s::float8", cut=cut) for cut in reversed(cut_points)]
        cases = [
            SQL(
                "WHEN %(value)s > %(cut)s THEN %(fifth)s",
                value=SQL.identifier(f"value_{metric}"),
                cut=cut,
                fifth=len(below) + 1 - place,
            )
            for place, cut in enumerate(below)
        ]
        return SQL("CASE %(cases)s ELSE 1 END", cases=SQL(" ").join(cases))

    @api.model
    def _get_calculated_columns(self, task):
        """Return the profile columns that are known before the tier is."""
        return [
            *self._get_fact_columns(),
            *self._get_score_columns(),
            *self._get_registered_metrics(task),
        ]

    @api.model
    def _get_base_relation(self, task):
        """Return facts, registered metrics and the former profile, side by side."""
        return SQL(
            """(SELECT %(columns)s
                  FROM crm_night_fact fact
                  LEFT JOIN crm_customer_profile former
                    ON former.partner_id = fact.partner_id
                   AND former.company_id = %(company_id)s
                  LEFT JOIN crm_night_metric metric
                    ON metric.partner_id = fact.partner_id
                  %(lifetime)s
                  %(override)s) AS score""",
            columns=self._select_named(self._get_base_columns(task)),
            company_id=task.company.id,
            lifetime=self._get_lifetime_join(task),
            override=self._get_override_join(task),
        )

    @api.model
    def _get_base_columns(self, task):
        """Return ``{column of the base relation: SQL over what it joins}``."""
        facts = ["partner_id", *self._get_fact_columns()]
        return {
            **{name: SQL.identifier("fact", name) for name in facts},
            **self._get_metric_columns(self._get_registered_metrics(task)),
            **self._get_joined_columns(task),
            **self._get_override_columns(),
        }

    @api.model
    def _stack_customers(self, task, layers, names, is_open=False):
        """Return the customers of ``task`` with what ``names`` take of the layers.

        :param bool is_open: see :meth:`_stack`
        """
        base, columns = self._get_base_relation(task), self._get_base_columns(task)
        return self._stack(base, layers, columns, names, is_open)

    @api.model
    def _get_scored_layers(self, task):
        """Return all layers below the tier, with ``rank_value`` by which it ranks."""
        return [
            *self._get_layers(task),
            {"rank_value": self._get_rank_value(task.policy)},
        ]

    @api.model
    def _get_joined_columns(self, task):
        """Return what the layers read beside the facts: ``{column: SQL}``."""
        is_parted = task.calibration["lifetime"].get("segments")
        segment = self._get_segment_column(task.policy) if is_parted else None
        return {
            "life_segment": segment or SQL("NULL::text"),
            "former_id": SQL("former.id"),
            "expected_if_alive": SQL("expectation.expected"),
            "discounted_if_alive": SQL("expectation.discounted"),
            **self._get_former_columns(),
        }

    # ------------------------------------------------------------- score card

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

    @api.model
    def _get_score(self, policy):
        return SQL(" + ").join([SQL("0::float8"), *self._get_points(policy).values()])

    @api.model
    def _get_contributions_sql(self, policy):
        """Return the SQL of the Json of points per metric, over the fifths."""
        return SQL(
            "jsonb_build_object(%(points)s)",
            points=SQL(", ").join(
                SQL("%(metric)s::text, %(points)s", metric=metric, points=points)
                for metric, points in self._get_points(policy).items()
            ),
        )
