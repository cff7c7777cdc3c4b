# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import numpy as np
from scipy.integrate import quad
from scipy.special import betaln

from odoo.tests import BaseCase, tagged

from ..engine.bg_nbd import SHIFTS
from ..engine.prediction import (
    chance_if_alive,
    discounted_if_alive,
    expected_if_alive,
    lifetime_value,
    probability_alive,
)
from ..engine.simulation import simulate

CDNOW = {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}
STEADY = {"r": 0.5, "alpha": 9.0}
MONTH = 365.25 / 12 / 7


def integrate(parameters, x, age, horizon, model):
    """Expected purchases by adaptive integration over the log-odds of leaving."""
    a, b = parameters["a"], parameters["b"] + x + SHIFTS[model]
    shape, exposed = parameters["r"] + x, parameters["alpha"] + age

    def density(odds):
        stay, leave = -np.logaddexp(0, odds), -np.logaddexp(0, -odds)
        chance = np.exp(leave)
        purchases = -np.expm1(-shape * np.log1p(chance * horizon / exposed)) / chance
        return np.exp(a * leave + b * stay - betaln(a, b)) * purchases

    middle = np.log(a / b)
    cuts = middle + np.r_[-45 / a, -60, -25, np.arange(-12, 13, 2), 25, 45 / b + 5]
    cuts = np.unique(np.clip(cuts, -650, 650))
    return sum(
        quad(density, low, high, epsabs=1e-13, epsrel=1e-11)[0]
        for low, high in zip(cuts[:-1], cuts[1:], strict=True)
    )


@tagged("post_install", "-at_install")
class TestLifetimePrediction(BaseCase):
    """Predictions equal integration, add up and keep their order."""

    def test_expectation_equals_integration_where_closed_forms_overflow(self):
        random = np.random.default_rng(1)
        for _case in range(40):
            parameters = {
                "r": 10 ** random.uniform(-1, 1.5),
                "alpha": 10 ** random.uniform(-0.3, 2),
                "a": 10 ** random.uniform(-1.3, 1.5),
                "b": 10 ** random.uniform(-1, 2),
            }
            x = int(10 ** random.uniform(0, 3)) - 1
            age, horizon = random.uniform(0, 150), 10 ** random.uniform(0, 2.3)
            for model in SHIFTS:
                found = expected_if_alive(parameters, x, age, horizon, model)
                expected = integrate(parameters, x, age, horizon, model)
                self.assertAlmostEqual(
                    float(found) / expected, 1, 6, (parameters, x, age, horizon)
                )

    def test_one_is_an_ordinary_value_of_a(self):
        near = [
            float(expected_if_alive({**CDNOW, "a": a}, 3, 20.0, 52))
            for a in (1 - 1e-7, 1.0, 1 + 1e-7)
        ]

        self.assertAlmostEqual(near[0], near[1], 6)
        self.assertAlmostEqual(near[2], near[1], 6)

    def test_without_leaving_the_expectation_is_that_of_the_nbd(self):
        x, age = np.array([0, 1, 50]), np.array([5.0, 60.0, 200.0])
        nearly = {**STEADY, "a": 1e-6, "b": 1.0}

        np.testing.assert_allclose(
            expected_if_alive(nearly, x, age, 52),
            expected_if_alive(STEADY, x, age, 52),
            rtol=1e-4,
        )
        np.testing.assert_allclose(
            expected_if_alive(STEADY, x, age, 52), (0.5 + x) / (9 + age) * 52
        )

    def test_sum_over_months_is_the_sum_month_by_month(self):
        x, age = np.repeat([0, 1, 2, 15, 200], 3), np.tile([1.0, 30.0, 150.0], 5)
        for parameters in (CDNOW, STEADY):
            for months in (1, 6, 36, 60):
                ends = np.arange(months + 1) * MONTH
                steps = np.diff(
                    [expected_if_alive(parameters, x, age, end) for end in ends], axis=0
                )
                worth = 1.1 ** (-np.arange(1, months + 1) / 12)

                found = discounted_if_alive(parameters, x, age, months, MONTH, 0.1)

                np.testing.assert_allclose(found, worth @ steps, rtol=1e-5)

    def test_without_discount_months_add_up_to_the_horizon(self):
        x, age = np.array([0, 4]), np.array([10.0, 60.0])

        np.testing.assert_allclose(
            discounted_if_alive(CDNOW, x, age, 24, MONTH, 0.0),
            expected_if_alive(CDNOW, x, age, 24 * MONTH),
            rtol=1e-6,
        )

    def test_expectation_grows_with_the_horizon_and_purchases(self):
        x = np.arange(0, 60)
        shorter, longer = (expected_if_alive(CDNOW, x, 80.0, t) for t in (26, 52))

        self.assertTrue((longer > shorter).all())
        self.assertTrue((np.diff(longer) > 0).all())
        self.assertEqual(expected_if_alive(CDNOW, x, 80.0, 0).tolist(), [0.0] * 60)

    def test_silence_makes_leaving_more_likely(self):
        recency = np.arange(0, 81, 8.0)

        alive = probability_alive(CDNOW, 5, recency[1:], 80.0)

        self.assertTrue((np.diff(alive) > 0).all())
        self.assertTrue(((alive > 0) & (alive < 1)).all())

    def test_only_bg_nbd_believes_in_everybody_who_bought_once(self):
        self.assertEqual(probability_alive(CDNOW, 0, 0.0, 500.0, "bg_nbd"), 1)
        self.assertLess(probability_alive(CDNOW, 0, 0.0, 500.0, "mbg_nbd"), 0.2)

    def test_many_purchases_and_a_long_silence_do_not_overflow(self):
        x, recency = np.array([2000, 2000]), np.array([300.0, 10.0])

        alive = probability_alive(CDNOW, x, recency, 300.0)

        self.assertGreater(alive[0], 0.999)
        self.assertEqual(alive[1], 0)

    def test_predictions_come_true_for_customers_of_the_model(self):
        """40,000 customers, half of their days hidden: every figure within 3 %."""
        random = np.random.default_rng(5)
        truth = {"r": 0.8, "alpha": 10.0, "a": 0.6, "b": 2.5}
        n, hidden = 40000, 364
        horizon = hidden / 7
        later = np.zeros(n)
        x, recency, age = simulate(random, n, truth, 364)
        alive = probability_alive(truth, x, recency / 7, age / 7)
        # The future of the very same customers: their posterior rate and leaving.
        rate = random.gamma(truth["r"] + x, 1 / (truth["alpha"] + age / 7))
        leaving = random.beta(truth["a"], truth["b"] + x + 1)
        there = random.random(n) < alive
        clock = np.zeros(n)
        active = np.flatnonzero(there)
        while active.size:
            clock[active] += random.exponential(1 / rate[active])
            active = active[clock[active] <= horizon]
            later[active] += 1
            active = active[random.random(active.size) >= leaving[active]]

        purchases = alive * expected_if_alive(truth, x, age / 7, horizon)
        buyers = alive * chance_if_alive(truth, x, age / 7, horizon)

        self.assertAlmostEqual(purchases.sum() / later.sum(), 1, delta=0.03)
        self.assertAlmostEqual(buyers.sum() / (later > 0).sum(), 1, delta=0.03)

    def test_lifetime_value_is_never_negative_by_value(self):
        found = lifetime_value(
            np.array([1.0, 0.5]), np.array([2.0, 2.0]), np.array([30.0, -9.0]), 0.5
        )

        self.assertEqual(found.tolist(), [30.0, 0.0])
