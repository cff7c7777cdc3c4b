# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from collections import ChainMap

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import score_days
from ...engine.night_task import Task

WORD = re.compile(r"\w+")
FIFTHS = (0.2, 0.4, 0.6, 0.8)
POINTS_PER_FIFTH = 25.0  # the lowest fifth gives 0 points, the best one 100


class CrmValueScoring(models.AbstractModel):
    """From metrics to fifths and the score: layers of SQL in a temporary table."""

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
        metrics = self._get_metric_expressions()
        cut_points = task.calibration["cut_points"]
        return [
            {f"value_{name}": value for name, value in metrics.items()},
            {
                f"fifth_{name}": self._get_fifth(name, cut_points.get(name))
                for name in metrics
            },
        ]

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
        return ["former_tier_id", "former_since", "former_below", "former_policy_id"]

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
    def _find_cut_points(self, task):
        """Return ``{metric: four cut points}``: the quintiles of who ever bought."""
        expressions = self._get_metric_expressions()
        columns = {
            self._get_identity(expression): SQL(
                "percentile_disc(%(fifths)s) WITHIN GROUP (ORDER BY %(expression)s)",
                fifths=list(FIFTHS),
                expression=expression,
            )
            for expression in expressions.values()
        }
        (row,) = self.env.execute_query(
            SQL(
                "SELECT %(columns)s FROM crm_night_fact WHERE purchase_count > 0",
                columns=SQL(", ").join(columns.values()),
            )
        )
        found = dict(zip(columns, row, strict=True))
        return {
            name: found[self._get_identity(expression)]
            for name, expression in expressions.items()
        }

    @api.model
    def _get_identity(self, expression):
        """Return a key that equal SQL shares: metrics of one value are sorted once."""
        return expression.code, tuple(expression.params)

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
    def _make_score_table(self, task):
        """Turn facts and metrics, layer by layer, into ``crm_night_score``.

        Each layer is computed once per customer: ``OFFSET 0`` keeps PostgreSQL from
        copying an expression to every place that reads it.
        """
        relation = self._stack(self._get_base_relation(task), self._get_layers(task))
        names = [*self._get_calculated_columns(task), *self._get_kept_columns(task)]
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE crm_night_score ON COMMIT DROP AS
                SELECT partner_id, former_id, %(names)s, %(rank_value)s AS rank_value
                  FROM %(relation)s;
                ANALYZE crm_night_score (partner_id, rank_value)
                """,
                names=SQL(", ").join(map(SQL.identifier, dict.fromkeys(names))),
                rank_value=self._get_rank_value(task.policy),
                relation=relation,
            )
        )

    @api.model
    def _stack(self, relation, layers):
        """Return ``relation`` with the columns of all layers added.

        A column is computed as soon as what it reads is there: few levels, because
        each one costs a copy of the row.
        """
        for level in self._get_levels(layers):
            relation = SQL(
                "(SELECT *, %(columns)s FROM %(relation)s OFFSET 0) AS score",
                columns=self._select_named(level),
                relation=relation,
            )
        return relation

    @api.model
    def _get_levels(self, layers):
        """Return the columns of ``layers`` in as few dictionaries as can be.

        A column stands one level above the highest column that its SQL names.
        """
        heights, levels = {}, []
        for name, value in ChainMap(*reversed(layers)).items():
            words = WORD.findall(value.code)
            height = max(
                (heights[word] + 1 for word in words if word in heights), default=0
            )
            heights[name] = height
            if height == len(levels):
                levels.append({})
            levels[height][name] = value
        return levels

    @api.model
    def _get_calculated_columns(self, task):
        """Return the profile columns that are known before the tier is."""
        metrics = self.env["crm.customer.profile"]._get_metric_queries(
            task.company, task.today
        )
        return [*self._get_fact_columns(), *self._get_score_columns(), *metrics]

    @api.model
    def _get_base_relation(self, task):
        """Return facts, registered metrics and the former profile, side by side."""
        metrics = self.env["crm.customer.profile"]._get_metric_queries(
            task.company, task.today
        )
        former = self._get_joined_columns(task)
        return SQL(
            """(SELECT fact.*, %(columns)s
                  FROM crm_night_fact fact
                  LEFT JOIN crm_customer_profile former
                    ON former.partner_id = fact.partner_id
                   AND former.company_id = %(company_id)s
                  %(lifetime)s
                  %(metrics)s
                OFFSET 0) AS score""",
            columns=SQL(", ").join(
                [
                    *(self._select_metric(name) for name in metrics),
                    self._select_named(former),
                ]
            ),
            lifetime=self._get_lifetime_join(task),
            company_id=task.company.id,
            metrics=self._get_metric_join(metrics),
        )

    @api.model
    def _get_metric_join(self, metrics):
        """Return the JOIN of all registered figures: put together first, as few of
        the customers have each of them."""
        if not metrics:
            return SQL()
        tables = [
            SQL(
                "(%(query)s) AS %(alias)s",
                query=query,
                alias=SQL.identifier(f"metric_{name}"),
            )
            for name, query in metrics.items()
        ]
        return SQL(
            """LEFT JOIN (
                SELECT partner_id, %(values)s
                  FROM %(first)s %(others)s
            ) AS metric ON metric.partner_id = fact.partner_id""",
            values=self._select_named(
                {name: SQL.identifier(f"metric_{name}", "value") for name in metrics}
            ),
            first=tables[0],
            others=SQL(" ").join(
                SQL("FULL JOIN %(table)s USING (partner_id)", table=table)
                for table in tables[1:]
            ),
        )

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

    @api.model
    def _select_metric(self, name):
        field = self.env["crm.customer.profile"]._fields[name]
        value = SQL.identifier("metric", name)
        if field.type == "integer":
            value = SQL("COALESCE(%(value)s, 0)", value=value)
        return SQL(
            "%(value)s::%(type)s AS %(name)s",
            value=value,
            type=SQL(field.column_type[1]),
            name=SQL.identifier(name),
        )

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

    # ---------------------------------------------------------------- answers

    @api.model
    def _read_layers(self, profiles, get_expressions, final=False):
        """Return ``{profile id: {name: value}}`` of layers over stored profiles.

        What the night need not store is read again as of the last night: the same
        SQL over the same figures, with its cut points.

        :param get_expressions: called with the task of a policy, gives ``{name: SQL}``
        :param bool final: the expressions read the layers after the tier, too
        """
        self.env.flush_all()
        found = {}
        for policy, customers in profiles.sudo().grouped("policy_id").items():
            task = self._get_last_task(policy)
            if not task or not customers.ids:
                continue
            rows = self.env.execute_query_dict(
                SQL(
                    "SELECT profile_id, %(columns)s FROM %(relation)s",
                    columns=self._select_named(get_expressions(task)),
                    relation=self._stack(
                        self._get_stored_relation(task, customers),
                        self._get_layers(task)
                        + (self._get_final_layers(task) if final else []),
                    ),
                )
            )
            found |= {row.pop("profile_id"): row for row in rows}
        return found

    @api.model
    def _get_last_task(self, policy):
        """Return the task that last night did for ``policy``, or None."""
        calibration = policy.calibration if isinstance(policy.id, int) else None
        if not calibration or "day" not in calibration:
            return None
        today = fields.Date.to_date(calibration["day"])
        return Task(policy.company_id, policy, today, calibration=calibration)

    @api.model
    def _get_stored_relation(self, task, profiles):
        """Return stored profiles in the shape of :meth:`_get_base_relation`."""
        metrics = self.env["crm.customer.profile"]._get_metric_queries(
            task.company, task.today
        )
        names = ["partner_id", *self._get_fact_columns(), *metrics]
        return SQL(
            """(SELECT former.id AS profile_id, former.tier_id, %(columns)s
                  FROM crm_customer_profile former
                  JOIN crm_customer_profile fact ON fact.id = former.id
                  %(lifetime)s
                 WHERE former.id IN %(ids)s) AS score""",
            columns=SQL(", ").join(
                [
                    *(SQL.identifier("former", name) for name in names),
                    self._select_named(self._get_joined_columns(task)),
                ]
            ),
            lifetime=self._get_lifetime_join(task),
            ids=tuple(profiles.ids),
        )

    @api.model
    def _select_named(self, expressions):
        """Return ``expression AS name, …`` as SQL."""
        return SQL(", ").join(
            SQL("%(value)s AS %(name)s", value=value, name=SQL.identifier(name))
            for name, value in expressions.items()
        )
