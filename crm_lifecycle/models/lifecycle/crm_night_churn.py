# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

CONTACT_MONTHS = 6
EDGE = 0.005  # no forecast is more certain than this
FEWEST = 200  # customers of either outcome that weights are learnt from
LEARNT = ("falling", "silence")  # signs whose past is known, not only the present


class CrmValueNight(models.AbstractModel):
    """The night's risk of churn: the lifetime model, moved by what else is known."""

    _inherit = "crm.value.night"

    @api.model
    def _get_churn_factors(self, task):
        """Return ``{factor: SQL}``: the strength of each sign, usually from 0 to 1.

        Over the columns of the layers; NULL where nothing is known. Extend with
        ``super() | {…}`` and name the factor in
        ``crm.churn.weight._get_factor_selection``.
        """
        quiet_since = task.today - relativedelta(months=CONTACT_MONTHS)
        return {
            "complaint": SQL("least(open_complaint_count, 1)"),
            "overdue": SQL("(overdue_amount > 0)::int"),
            "silence": SQL("(last_contact_date < %(day)s)::int", day=quiet_since),
            "falling": SQL("(trend = 'down')::int"),
            "past_churn": SQL(
                "least(lost_count - (%(is_lost)s)::int, 1)",
                is_lost=self._get_is_lost(),
            ),
        }

    @api.model
    def _get_churn_terms(self, task):
        """Return ``{factor: SQL}``: what each sign adds to the log-odds of churn."""
        factors = self._get_churn_factors(task)
        learnt = task.calibration["lifetime"].get("churn") or {}
        weights = {
            row.factor: learnt.get(row.factor, row.weight)
            for row in task.policy._get_churn_weights()
            if row.factor in factors
        }
        return {
            factor: SQL(
                "COALESCE((%(strength)s) * %(weight)s::float8, 0)",
                strength=factors[factor],
                weight=weight,
            )
            for factor, weight in weights.items()
        }

    @api.model
    def _get_score_columns(self):
        return [*super()._get_score_columns(), "churn_probability", "churn_grade"]

    @api.model
    def _get_layers(self, task):
        policy = task.policy
        return [
            *super()._get_layers(task),
            {
                "churn_probability": SQL(
                    """CASE WHEN purchase_days > 0
                            THEN round(100 / (1 + exp(-(%(odds)s)))) / 100 END""",
                    odds=self._get_churn_odds(task),
                )
            },
            {
                "churn_grade": SQL(
                    """CASE WHEN churn_probability >= %(high)s::float8 THEN 'high'
                            WHEN churn_probability >= %(mid)s::float8 THEN 'mid'
                            WHEN churn_probability IS NOT NULL THEN 'low' END""",
                    high=policy.churn_high_percent / 100.0,
                    mid=policy.churn_mid_percent / 100.0,
                )
            },
        ]

    @api.model
    def _get_churn_odds(self, task):
        """Return the SQL of the log-odds of no purchase in the horizon."""
        terms = [self._get_model_term(task), *self._get_churn_terms(task).values()]
        return SQL(" + ").join(terms)

    @api.model
    def _get_model_term(self, task):
        """Return the SQL of what the lifetime model adds, as learnt if it was."""
        learnt = task.calibration["lifetime"].get("churn") or {}
        return SQL(
            "(%(intercept)s::float8 + %(slope)s::float8 * %(odds)s)",
            intercept=learnt.get("intercept", 0.0),
            slope=learnt.get("model", 1.0),
            odds=self._get_silent_odds(),
        )

    @api.model
    def _get_silent_odds(self):
        """Return the SQL of the log-odds by the lifetime model alone."""
        return SQL(
            "ln(%(silent)s / (1 - %(silent)s))",
            silent=SQL(
                "least(greatest(silent_chance, %(edge)s::float8),"
                " 1 - %(edge)s::float8)",
                edge=EDGE,
            ),
        )

    @api.model
    def _get_churn_reading(self, task):
        """Return ``{term: SQL}``: what makes up a customer's log-odds of churn."""
        silent = self._get_model_term(task)
        bought = SQL("purchase_days > 0")
        return {
            name: SQL(
                "CASE WHEN %(bought)s THEN %(term)s ELSE 0 END",
                bought=bought,
                term=term,
            )
            for name, term in {"model": silent, **self._get_churn_terms(task)}.items()
        }

    # ------------------------------------------------------------------ learning

    @api.model
    def _get_test_columns(self, task):
        factors = self._get_churn_factors(task)
        signs = {
            f"sign_{name}": SQL("COALESCE(%(sign)s, 0)", sign=factors[name])
            for name in LEARNT
        }
        return super()._get_test_columns(task) | {
            "sign_model": self._get_silent_odds(),
            **signs,
        }

    @api.model
    def _learn(self, rows):
        """Return the weights by which the sample's churn is best explained.

        A logistic regression of "bought nothing in the hold-out" on the lifetime
        model's log-odds and the signs whose past is known. With too few customers of
        either outcome nothing is learnt and the policy's weights count.
        """
        import numpy as np

        from ...engine.logistic import fit_logistic

        lost = np.array([row["actual"] == 0 for row in rows], float)
        if min(lost.sum(), len(rows) - lost.sum()) < FEWEST:
            return super()._learn(rows)
        names = ["model", *LEARNT]
        signs = np.array(
            [[float(row[f"sign_{name}"]) for name in names] for row in rows]
        )
        varied = signs.std(axis=0) > 0
        fit = fit_logistic(signs[:, varied], lost)
        if not fit.converged:
            return super()._learn(rows)
        used = [name for name, varies in zip(names, varied, strict=True) if varies]
        weights = fit.coefficients / fit.scales
        return super()._learn(rows) | {
            "intercept": float(fit.intercept - (weights * fit.means).sum()),
            **dict(zip(used, weights.tolist(), strict=True)),
        }
