# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

import numpy as np

from odoo.tests import tagged

from ..engine.lifetime import choose_purchase_fit
from ..engine.lifetime_units import UNIT_DAYS
from ..engine.logistic import fit_logistic
from ..engine.prediction import chance_if_alive, probability_alive
from ..engine.purchase_history import group
from ..models.lifecycle import crm_night_churn
from .lifetimes import TODAY, LifetimeNightCommon

HORIZON = 180
KNOWN = TODAY - timedelta(days=HORIZON)


@tagged("post_install", "-at_install")
class TestChurnLearning(LifetimeNightCommon):
    """Weights of churn are learnt from who bought nothing in the hold-out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_random_customers(leaving=0.15)
        cls.make_policy()

    def get_lives(self):
        """Return ``[[(day, amount)]]`` of the customers known before the hold-out."""
        self.env.cr.execute(
            """
            SELECT partner_id, invoice_date, amount_untaxed_signed::float8
              FROM account_move WHERE company_id = %s
             ORDER BY partner_id, invoice_date
            """,
            [self.company.id],
        )
        lives = {}
        for partner_id, day, amount in self.env.cr.fetchall():
            lives.setdefault(partner_id, []).append((day, amount))
        return [sales for sales in lives.values() if sales[0][0] <= KNOWN]

    def get_silent_odds(self, past):
        """Return the log-odds of no purchase by the model fitted to ``past``."""
        x = np.array([len(days) - 1 for days in past])
        recency = np.array([(days[-1] - days[0]).days for days in past])
        age = np.array([(KNOWN - days[0]).days for days in past])
        parameters = choose_purchase_fit(group(x, recency, age, UNIT_DAYS)).parameters
        alive = probability_alive(parameters, x, recency / UNIT_DAYS, age / UNIT_DAYS)
        chance = chance_if_alive(parameters, x, age / UNIT_DAYS, HORIZON / UNIT_DAYS)
        silent = np.clip((1 - alive * chance).round(2), 0.005, 0.995)
        return np.log(silent / (1 - silent))

    def test_weights_equal_an_independent_regression(self):
        self.patch(crm_night_churn, "FEWEST", 15)
        self.run_night(TODAY)

        lives = self.get_lives()
        past = [sorted({day for day, _a in life if day <= KNOWN}) for life in lives]
        falling = np.array(
            [self.get_trend(life, KNOWN) == "down" for life in lives], float
        )
        lost = np.array([life[-1][0] <= KNOWN for life in lives], float)
        signs = np.column_stack([self.get_silent_odds(past), falling])
        fit = fit_logistic(signs, lost)
        weights = fit.coefficients / fit.scales

        self.assertGreater(falling.sum(), 0)
        found = self.get_model().churn_weights
        self.assertEqual(set(found), {"intercept", "model", "falling"})
        for name, value in zip(("model", "falling"), weights, strict=True):
            self.assertAlmostEqual(found[name], value, 3, name)
        self.assertAlmostEqual(
            found["intercept"], fit.intercept - weights @ fit.means, 3
        )
        self.assertGreater(found["model"], 0)

    def test_too_few_of_either_outcome_teach_nothing(self):
        self.run_night(TODAY)

        self.assertFalse(self.get_model().churn_weights)
        self.assertTrue(self.get_model().backtest)
