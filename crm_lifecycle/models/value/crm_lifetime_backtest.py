# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...engine.lifetime_units import UNIT_DAYS

SAMPLE = 20_000  # customers whose last months are foretold
SHORTEST = 60  # days of a hold-out that says anything


class CrmLifetimeBacktest(models.AbstractModel):
    """Foretells the last months from what was known before, by the night's own SQL.

    A sample of customers is scored as of the day before the hold-out; then what they
    bought since is held against it. The same sample teaches the weights of churn.
    """

    _name = "crm.lifetime.backtest"
    _description = "Back-test of lifetime models"

    @api.model
    def _test_forecast(self, task):
        """Return the back-test, what was learnt, and the segments' back-tests.

        Replaces the night's tables: call it before the facts are collected.
        """
        known = self._get_test_task(task)
        if not known:
            return {}, {}, {}
        days = (task.today - known.today).days
        self._collect_facts(known)
        parameters = self._fit_known(known) | {"horizon": days / UNIT_DAYS}
        known = known._replace(calibration={"lifetime": parameters})
        known = known._replace(calibration=self._calibrate(known))
        rows = self._read_test(known, task.today)
        if not rows:
            return {}, {}, {}
        figures = self._judge(known, rows) | {"days": days}
        return figures, self._learn(rows), self._judge_segments(known, rows)

    @api.model
    def _judge_segments(self, task, rows):
        """Return ``{segment: back-test}``, each by what its own sample taught."""
        column = self._get_segment_column(task.policy)
        if not column:
            return {}
        days = round(task.calibration["lifetime"]["horizon"] * UNIT_DAYS)
        tests = {}
        for segment in {row["segment"] for row in rows if row["segment"]}:
            own = [row for row in rows if row["segment"] == segment]
            known = task._replace(
                calibration={"lifetime": self._fit_known_segment(task, own)}
            )
            tests[segment] = self._judge(known, own) | {"days": days}
        return tests

    @api.model
    def _fit_known_segment(self, task, rows):
        """Return the parameters learnt from a segment's part of the sample."""
        from ...engine.purchase_history import group

        x, recency, age = (
            [row[name] for row in rows] for name in ("x", "recency_days", "age_days")
        )
        fit = self._fit_purchases(group(x, recency, age, UNIT_DAYS))
        lifetime = task.calibration["lifetime"]
        common = {name: lifetime[name] for name in lifetime if name not in ("a", "b")}
        return common | fit.parameters

    @api.model
    def _fit_known(self, task):
        """Return the parameters as they would have been learnt before the hold-out."""
        fit = self._fit_purchases(self._get_purchase_groups(task))
        return {
            **self._get_default_lifetime(task.policy),
            **fit.parameters,
        }

    @api.model
    def _get_test_columns(self, task):
        """Return ``{column: SQL over the layers}`` that the back-test reads.

        Extend with ``super() | {…}`` for what :meth:`_learn` needs.
        """
        return {
            "x": SQL(
                "CASE WHEN last_purchase_date > first_purchase_date"
                " THEN purchase_days - 1 ELSE 0 END"
            ),
            "recency_days": SQL("last_purchase_date - first_purchase_date"),
            "age_days": SQL("%(today)s::date - first_purchase_date", today=task.today),
            "segment": self._get_segment_of_score(task.policy),
            "idle": SQL("%(today)s::date - last_purchase_date", today=task.today),
        }

    @api.model
    def _get_segment_of_score(self, policy):
        """Return the SQL of a scored customer's segment, or NULL."""
        column = self._get_segment_column(policy)
        if not column:
            return SQL("NULL")
        return SQL(
            "(SELECT %(column)s FROM res_partner partner"
            " WHERE partner.id = score.partner_id)",
            column=column,
        )

    @api.model
    def _read_test(self, task, until):
        """Return the sample's figures of then, and ``actual``: days bought since."""
        events = self.env["crm.customer.profile"]._get_event_queries(task.company)
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT %(columns)s, COALESCE(since.days, 0) AS actual
                  FROM %(relation)s
                  LEFT JOIN (
                      SELECT event.partner_id, count(DISTINCT event_date) AS days
                        FROM (%(events)s) AS event
                       WHERE is_purchase AND event_date > %(today)s
                         AND event_date <= %(until)s AND %(asked)s
                       GROUP BY event.partner_id
                  ) AS since ON since.partner_id = score.partner_id
                 WHERE score.purchase_days > 0
                """,
                columns=self._select_named(self._get_test_columns(task)),
                relation=self._stack(
                    self._get_base_relation(task), self._get_layers(task)
                ),
                events=events[task.policy.revenue_source],
                today=task.today,
                until=until,
                asked=self._get_asked(task, SQL.identifier("event", "partner_id")),
            )
        )

    @api.model
    def _judge(self, task, rows):
        """Return the figures of the forecast of purchases."""
        import numpy as np

        from ...engine.backtest import backtest
        from ...engine.prediction import expected_if_alive, probability_alive

        lifetime = task.calibration["lifetime"]
        names = ("x", "recency_days", "age_days", "actual", "idle")
        column = {name: np.array([row[name] for row in rows]) for name in names}
        recency = column["recency_days"] / UNIT_DAYS
        age = column["age_days"] / UNIT_DAYS
        expected = probability_alive(
            lifetime, column["x"], recency, age
        ) * expected_if_alive(lifetime, column["x"], age, lifetime["horizon"])
        return backtest(column["actual"], expected, column["idle"]).as_dict()

    @api.model
    def _learn(self, rows):
        """Hook: return what else the sample teaches, as plain values for Json."""
        return {}

    @api.model
    def _get_test_task(self, task):
        """Return the task of the day before the hold-out, or None for short history.

        The hold-out is as long as the policy's horizon, and at most a third of the
        history.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, day FROM (%(buyers)s) AS buyer
                 ORDER BY hashint8(partner_id), partner_id LIMIT %(sample)s
                """,
                buyers=self._get_buyer_query(task),
                sample=SAMPLE,
            )
        )
        first = min((row[1] for row in rows), default=task.today)
        days = min(task.policy.horizon_days, (task.today - first).days // 3)
        if days < SHORTEST:
            return None
        until = task.today - timedelta(days=days)
        known = [partner_id for partner_id, day in rows if day <= until]
        return task._replace(today=until, partner_ids=known, run_id=None)

    @api.model
    def _get_buyer_query(self, task):
        """Return who ever bought and since which ``day``: as last night found, or in
        a company's first night from all its events."""
        scored = self.env["crm.customer.profile"].search_count(
            [
                ("company_id", "=", task.company.id),
                ("first_purchase_date", "!=", False),
            ],
            limit=1,
        )
        if scored:
            return SQL(
                """SELECT partner_id, first_purchase_date AS day
                     FROM crm_customer_profile
                    WHERE company_id = %(company_id)s
                      AND first_purchase_date <= %(today)s""",
                company_id=task.company.id,
                today=task.today,
            )
        events = self.env["crm.customer.profile"]._get_event_queries(task.company)
        return SQL(
            """SELECT partner_id, min(event_date) AS day
                 FROM (%(events)s) AS event
                WHERE is_purchase AND event_date <= %(today)s
                GROUP BY partner_id""",
            events=events[task.policy.revenue_source],
            today=task.today,
        )
