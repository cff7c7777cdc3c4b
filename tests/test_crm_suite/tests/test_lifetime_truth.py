# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import sys
from datetime import date
from pathlib import Path

import numpy as np

from bootstrap import python_env
from loader import cdnow

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_lifecycle.engine.backtest import backtest
from odoo.addons.crm_lifecycle.engine.bg_nbd import fit_leaving
from odoo.addons.crm_lifecycle.engine.gamma_gamma import fit_gamma_gamma
from odoo.addons.crm_lifecycle.engine.lifetime import choose_purchase_fit
from odoo.addons.crm_lifecycle.engine.prediction import (
    expected_if_alive,
    probability_alive,
)
from odoo.addons.crm_lifecycle.engine.purchase_history import (
    build_history,
    count_days,
    group,
)

WEEKS = 39  # of the calibration, and as many of the hold-out
CALIBRATED = date(1997, 9, 30).toordinal()
ENDED = date(1998, 6, 30).toordinal()


@tagged("post_install", "-at_install")
class TestLifetimeTruth(BaseCase):
    """The customers of CDNOW give the figures that the literature gives.

    Fader, Hardie & Lee (2005), table 2: BG/NBD; Fader & Hardie (2013): Gamma-Gamma.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        text = python_env.dataset(Path(sys.executable), cdnow.FILE).read_text()
        rows = cdnow.parse(text)
        cls.customers = np.array([row.customer for row in rows])
        cls.days = np.array([row.day.toordinal() for row in rows])
        cls.amounts = np.array([row.amount for row in rows])
        cls.history = build_history(cls.customers, cls.days, cls.amounts, CALIBRATED)
        cls.groups = group(
            cls.history.x, cls.history.recency_days, cls.history.age_days
        )

    def assert_fit(self, fit, log_likelihood, **parameters):
        """Compare to three decimals and the likelihood to a thousandth."""
        self.assertEqual(
            {name: round(value, 3) for name, value in fit.parameters.items()},
            parameters,
        )
        self.assertAlmostEqual(fit.log_likelihood, log_likelihood, delta=0.001)
        self.assertTrue(fit.converged)
        self.assertFalse(fit.boundary)
        self.assertLessEqual(fit.evaluations, 25)
        self.assertEqual(set(fit.standard_errors), set(parameters))
        self.assertTrue(all(value > 0 for value in fit.standard_errors.values()))

    def test_calibration_holds_the_known_customers(self):
        history = self.history

        self.assertEqual(len(history.customers), 2357)
        self.assertEqual(int(history.x.sum()), 2457)
        self.assertEqual(int((history.x > 0).sum()), 946)
        self.assertEqual(self.groups.n, 2357)
        self.assertEqual((history.age_days.min(), history.age_days.max()), (189, 272))

    def test_bg_nbd(self):
        fit = fit_leaving(self.groups, "bg_nbd")

        self.assert_fit(fit, -9582.429, r=0.243, alpha=4.414, a=0.793, b=2.426)
        self.assertEqual((fit.model, fit.n), ("bg_nbd", 2357))

    def test_mbg_nbd(self):
        fit = fit_leaving(self.groups, "mbg_nbd")

        self.assert_fit(fit, -9582.136, r=0.525, alpha=6.183, a=0.891, b=1.614)

    def test_mbg_nbd_is_what_predicts(self):
        fit = choose_purchase_fit(self.groups)

        self.assertEqual((fit.model, fit.message), ("mbg_nbd", ""))
        again = choose_purchase_fit(self.groups, start=fit.parameters)
        self.assertLessEqual(again.evaluations, 2)
        self.assert_fit(again, -9582.136, r=0.525, alpha=6.183, a=0.891, b=1.614)

    def test_gamma_gamma(self):
        fit = fit_gamma_gamma(self.history.x, self.history.mean)

        self.assert_fit(fit, -4055.918, p=6.25, q=3.744, v=15.444)
        self.assertEqual((fit.n, fit.left_out), (946, 0))

    def assert_holdout(self, model, bias, mae, correlation):
        history = self.history
        actual = count_days(
            self.customers, self.days, CALIBRATED + 1, ENDED, history.customers
        )
        recency, age = history.recency_days / 7, history.age_days / 7
        fitted = fit_leaving(self.groups, model).parameters
        predicted = expected_if_alive(fitted, history.x, age, WEEKS, model)
        predicted = predicted * probability_alive(
            fitted, history.x, recency, age, model
        )
        found = backtest(actual, predicted, age - recency)

        self.assertEqual((found.n, found.actual), (2357, 1882))
        self.assertEqual(
            (round(found.bias, 2), round(found.mae, 3), round(found.correlation, 3)),
            (bias, mae, correlation),
        )
        self.assertAlmostEqual(found.auc, 0.773, 3)
        self.assertAlmostEqual(found.auc_recency, 0.771, 3)
        self.assertAlmostEqual(sum(found.deciles), 1, 5)
        self.assertGreater(found.deciles[0], 0.46)

    def test_holdout_of_bg_nbd(self):
        self.assert_holdout("bg_nbd", -0.12, 0.785, 0.626)

    def test_holdout_of_mbg_nbd(self):
        self.assert_holdout("mbg_nbd", -0.16, 0.765, 0.627)
