# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import numpy as np
from scipy.optimize import minimize

from odoo.tests import BaseCase, tagged

from ..engine.fit import EngineError
from ..engine.logistic import fit_logistic, probability


@tagged("post_install", "-at_install")
class TestLogistic(BaseCase):
    """Weights are those of the penalised likelihood, and finite whatever the data."""

    def make_customers(self, n=5000):
        random = np.random.default_rng(1)
        features = random.normal(size=(n, 3)) * [1.0, 10.0, 100.0] + [0.0, 5.0, -50.0]
        odds = -1 + (features - [0.0, 5.0, -50.0]) / [1.0, 10.0, 100.0] @ [1, -0.5, 0]
        return features, random.random(n) < 1 / (1 + np.exp(-odds))

    def test_weights_behind_the_customers_are_found(self):
        features, left = self.make_customers()

        fit = fit_logistic(features, left)

        self.assertTrue(fit.converged)
        weights = np.r_[fit.intercept, fit.coefficients]
        np.testing.assert_allclose(weights, [-1, 1, -0.5, 0], atol=0.12)
        self.assertTrue((fit.standard_errors < 0.05).all())
        self.assertAlmostEqual(probability(fit, features).mean(), left.mean(), 6)

    def test_weights_are_the_optimum_of_another_method(self):
        features, left = self.make_customers(300)
        standard = (features - features.mean(axis=0)) / features.std(axis=0)

        def loss(weights):
            score = weights[0] + standard @ weights[1:]
            penalty = 7.0 / 2 * (weights[1:] @ weights[1:])
            return np.logaddexp(0, score).sum() - left @ score + penalty

        best = minimize(loss, np.zeros(4), tol=1e-10).x
        fit = fit_logistic(features, left, ridge=7.0)

        np.testing.assert_allclose(
            np.r_[fit.intercept, fit.coefficients], best, atol=1e-4
        )

    def test_scale_of_a_feature_changes_no_weight(self):
        features, left = self.make_customers(500)

        first = fit_logistic(features, left)
        second = fit_logistic(features * [1000, 0.1, 1], left)

        np.testing.assert_allclose(first.coefficients, second.coefficients, rtol=1e-8)

    def test_feature_that_tells_everything_has_a_finite_weight(self):
        fit = fit_logistic(np.arange(10.0)[:, None], np.arange(10) > 4)

        self.assertTrue(fit.converged)
        self.assertTrue(1 < fit.coefficients[0] < 10)

    def test_feature_that_tells_nothing_has_weight_zero(self):
        features = np.column_stack([np.full(10, 7.0), np.arange(10.0)])

        fit = fit_logistic(features, np.arange(10) % 2)

        self.assertEqual(fit.coefficients[0], 0)
        self.assertTrue(np.isfinite(fit.standard_errors).all())

    def test_one_outcome_only(self):
        for outcomes in ([0, 0], [1, 1]):
            with self.assertRaisesRegex(EngineError, "same outcome"):
                fit_logistic([[1.0], [2.0]], outcomes)

    def test_unknown_figures(self):
        for features, outcomes in (
            ([[float("nan")], [1.0]], [0, 1]),
            ([[1.0], [2.0]], [0, 2]),
        ):
            with self.assertRaisesRegex(EngineError, "unknown"):
                fit_logistic(features, outcomes)
