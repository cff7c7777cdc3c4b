# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from odoo import api, models
from odoo.tools import SQL

from ...engine.lifetime_units import AGE_DAYS, MONTH_UNITS, UNIT_DAYS, YEAR_DAYS

_logger = logging.getLogger(__name__)

SPARE_AGES = 14  # tabulated beyond today: a model may serve for another year
AT_MOST = 200_000  # customers whose amounts are fitted
KEEP = 24  # fits per company


FACTS = SQL("crm_night_fact AS fact")


class CrmLifetimeFit(models.AbstractModel):
    """Fits the lifetime models of a company from tonight's facts, and keeps them."""

    _name = "crm.lifetime.fit"
    _description = "Fit of lifetime models"

    @api.model
    def _get_lifetime(self, task):
        """Return the parameters for tonight, fitting anew when the last are old."""
        if task.calibration:  # given by who calls: a back-test
            return task.calibration["lifetime"]
        models_ = self.env["crm.lifetime.model"]
        current = models_._get_current(task.company)
        if task.is_dry:
            default = self._get_default_lifetime(task.policy)
            return current._get_calibration() if current else default
        if self._is_due(task, current):
            self._fit(task, current)
            self._fit_segments(task)
            self._forget(task.company)
            current = models_._get_current(task.company)
        return current._get_calibration()

    @api.model
    def _get_default_lifetime(self, policy):
        """Return what is reckoned with before anything was learnt."""
        return {
            "model_id": 0,
            "oldest": 0,
            "horizon": policy.horizon_days / UNIT_DAYS,
            "margin": policy.margin_rate / 100.0,
            "r": 1.0,
            "alpha": YEAR_DAYS / UNIT_DAYS,
            "p": 1.0,
            "q": 2.0,
            "v": 0.0,
        }

    @api.model
    def _is_due(self, task, current):
        """Tell whether the company's last fit, used or kept out, is too old."""
        last = current.search([("company_id", "=", task.company.id)], limit=1)
        if not last:
            return True
        policy = task.policy
        settings = (policy.horizon_days, policy.clv_months, policy.lifetime_segment)
        kept = (current.horizon_days, current.clv_months, current.segment_by)
        age = (task.today - last.fitted_on).days
        return settings != kept or age >= task.policy.refit_days or age < 0

    @api.model
    def _fit(self, task, former):
        """Fit purchases and amounts; one that does not converge is kept out."""
        from ...engine.lifetime import simple_purchase_fit

        groups = self._get_purchase_groups(task)
        fit = self._fit_purchases(groups, self._get_former_parameters(former))
        values = self._fit_amounts()
        model = self._store(task, fit, values)
        if not fit.converged and not former:
            model = self._store(task, simple_purchase_fit(groups), values)
        test, weights, _segments = task.tested or ({}, {}, {})
        model.write({"backtest": test, "churn_weights": weights})
        if model.is_used:
            self._tabulate(task, model)
        return model

    @api.model
    def _fit_purchases(self, groups, start=None):
        """Return the engine's fit; where it breaks down, one that is to be kept out.

        A night must not fail because a model could not be learnt.
        """
        from dataclasses import replace

        from ...engine.lifetime import choose_purchase_fit, simple_purchase_fit

        try:
            return choose_purchase_fit(groups, start)
        except (ArithmeticError, ValueError):
            _logger.exception("A lifetime model could not be fitted")
            simple = simple_purchase_fit(groups)
            return replace(simple, converged=False, reason="unfinished")

    @api.model
    def _get_former_parameters(self, former):
        is_same = former and former.kind == "mbg_nbd"
        return former.parameters if is_same else None

    @api.model
    def _get_purchase_groups(self, task, customers=FACTS):
        """Return tonight's customers, or some, as the engine's groups."""
        from ...engine.purchase_history import group

        ((x, recency, age, weights),) = self.env.execute_query(
            SQL(
                """
                SELECT array_agg(x), array_agg(recency), array_agg(age), array_agg(n)
                  FROM (SELECT CASE WHEN last_purchase_date > first_purchase_date
                                    THEN purchase_days - 1 ELSE 0 END AS x,
                               last_purchase_date - first_purchase_date AS recency,
                               %(today)s::date - first_purchase_date AS age,
                               count(*) AS n
                          FROM %(customers)s
                         WHERE purchase_days > 0
                         GROUP BY 1, 2, 3) AS customer
                """,
                today=task.today,
                customers=customers,
            )
        )
        if not x:  # nobody has bought yet: as if one customer had, a year ago
            x, recency, age, weights = [0], [0], [int(YEAR_DAYS)], [1]
        return group(x, recency, age, UNIT_DAYS, weights)

    @api.model
    def _fit_amounts(self, customers=FACTS):
        """Return the fit of the mean purchase per day, refunds left out.

        All days with a purchase count, the first one too: the night's facts know
        their sum only. The paper leaves the first one out.
        """
        from ...engine.lifetime import choose_value_fit

        ((days, means, usual),) = self.env.execute_query(
            SQL(
                """
                SELECT array_agg(days), array_agg(mean), avg(mean)
                  FROM (SELECT purchase_days AS days,
                               (revenue - refunds)::float8 / purchase_days AS mean
                          FROM %(customers)s
                         WHERE purchase_days > 0
                         ORDER BY hashint8(partner_id), partner_id
                         LIMIT %(limit)s) AS customer
                """,
                limit=AT_MOST,
                customers=customers,
            )
        )
        return choose_value_fit(days or [], means or [], usual or 0.0)

    @api.model
    def _get_margin(self, customers=FACTS):
        """Return the margin in percent of the revenue, from 0 to 100."""
        ((margin,),) = self.env.execute_query(
            SQL(
                """
                SELECT (100 * sum(margin) / NULLIF(sum(revenue), 0))::float8
                  FROM %(customers)s
                """,
                customers=customers,
            )
        )
        return min(max(margin or 0.0, 0.0), 100.0)

    @api.model
    def _store(self, task, fit, values, customers=FACTS, segment=False):
        """Keep a fit as the next version of the company or of one segment."""
        return self.env["crm.lifetime.model"].create(
            {
                "company_id": task.company.id,
                "fitted_on": task.today,
                "kind": fit.model,
                "is_used": fit.converged,
                "customers": fit.n,
                "parameters": fit.parameters,
                "standard_errors": {**fit.standard_errors, **values.standard_errors},
                "log_likelihood": fit.log_likelihood or 0.0,
                "evaluations": fit.evaluations,
                "seconds": fit.seconds + values.seconds,
                "boundary": fit.boundary,
                "reason": fit.reason,
                "value_parameters": values.parameters,
                "value_reason": values.reason,
                "horizon_days": task.policy.horizon_days,
                "clv_months": task.policy.clv_months,
                "margin_rate": self._get_margin(customers),
                "segment_by": task.policy.lifetime_segment,
                "segment": segment,
                "oldest": self._get_oldest(task),
            }
        )

    @api.model
    def _get_oldest(self, task):
        ((days,),) = self.env.execute_query(
            SQL(
                "SELECT max(%(today)s::date - first_purchase_date) FROM crm_night_fact",
                today=task.today,
            )
        )
        return (days or 0) // AGE_DAYS + SPARE_AGES

    @api.model
    def _tabulate(self, task, model):
        """Tabulate what a customer still there will buy, by purchases and age."""
        import numpy as np

        from ...engine.prediction import discounted_if_alive, expected_if_alive

        buckets = [row[0] for row in self.env.execute_query(self._get_bucket_query())]
        x, age = (
            grid.ravel() for grid in np.meshgrid(buckets, np.arange(model.oldest + 1))
        )
        middle = (age + 0.5) * AGE_DAYS / UNIT_DAYS
        rate = task.policy.discount_rate / 100.0
        expected = expected_if_alive(
            model.parameters, x, middle, model.horizon_days / UNIT_DAYS
        )
        discounted = discounted_if_alive(
            model.parameters, x, middle, model.clv_months, MONTH_UNITS, rate
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_lifetime_expectation
                       (model_id, purchases, age, expected, discounted)
                SELECT %(model_id)s, *
                  FROM unnest(%(x)s::int[], %(age)s::int[], %(expected)s::float8[],
                              %(discounted)s::float8[])
                """,
                model_id=model.id,
                x=x.tolist(),
                age=age.tolist(),
                expected=expected.tolist(),
                discounted=discounted.tolist(),
            )
        )

    @api.model
    def _get_bucket_query(self):
        """Return every tabulated number of purchases that customers have or will."""
        bucket = self._get_purchase_bucket(SQL("x"))
        return SQL(
            """
            SELECT DISTINCT %(bucket)s FROM (
                SELECT generate_series(0, 19) AS x
                 UNION ALL
                SELECT unnest(ARRAY[greatest(purchase_days - 1, 0), purchase_days,
                                    purchase_days + 1, purchase_days * 2])
                  FROM (SELECT DISTINCT purchase_days FROM crm_night_fact) AS present
            ) AS number ORDER BY 1
            """,
            bucket=bucket,
        )

    @api.model
    def _forget(self, company):
        """Forget the tables of former models, and models beyond the last ones."""
        models_ = self.env["crm.lifetime.model"]
        every = models_.search([("company_id", "=", company.id)])
        current = models_._get_current(company)
        used = current | current._get_segment_models()
        self.env.cr.execute(
            SQL(
                """DELETE FROM crm_lifetime_expectation
                    WHERE model_id = ANY (%(ids)s) AND model_id <> ALL (%(used)s)""",
                ids=every.ids,
                used=used.ids,
            )
        )
        former = every.filtered(lambda model: not model.segment)[KEEP:]
        oldest = former[:1].fitted_on
        if oldest:
            (every.filtered(lambda model: model.fitted_on <= oldest) - used).unlink()
