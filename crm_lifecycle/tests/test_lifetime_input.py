# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import math

import numpy as np

from odoo.tests import BaseCase, tagged

from ..engine.fit import EngineError
from ..engine.gamma_gamma import fit_gamma_gamma, value_given
from ..engine.lifetime import (
    choose_purchase_fit,
    choose_value_fit,
    simple_purchase_fit,
)
from ..engine.prediction import expected_if_alive, probability_alive
from ..engine.purchase_history import build_history, count_days, group

NAN = float("nan")


@tagged("post_install", "-at_install")
class TestLifetimeInput(BaseCase):
    """Poor data gives a plain answer or a sentence, never a crash."""

    def assert_usable(self, fit):
        """The fit can be stored and predicts finite numbers."""
        self.assertTrue(fit.converged)
        self.assertTrue(all(map(math.isfinite, fit.parameters.values())))
        purchases = expected_if_alive(
            fit.parameters, np.array([0, 3, 300]), np.array([0.0, 50.0, 300.0]), 52
        )
        self.assertTrue((np.isfinite(purchases) & (purchases >= 0)).all())

    def test_nobody(self):
        with self.assertRaisesRegex(EngineError, "There is no customer."):
            group([], [], [])

    def test_one_customer(self):
        fit = choose_purchase_fit(group([3], [70], [140]))

        self.assertEqual(fit.model, "simple")
        self.assertEqual(
            fit.message, "Too few customers came back; the simple rule is used."
        )
        self.assertAlmostEqual(fit.parameters["alpha"], 20 / 3)
        self.assert_usable(fit)

    def test_nobody_came_back(self):
        fit = choose_purchase_fit(group([0] * 500, [0] * 500, range(500)))

        self.assertEqual(fit.model, "simple")
        self.assert_usable(fit)
        purchases = expected_if_alive(fit.parameters, np.array([0]), 50.0, 52)
        self.assertGreater(purchases[0], 0)
        self.assertLess(purchases[0], 0.01)

    def test_all_came_today(self):
        fit = choose_purchase_fit(group([0] * 500, [0] * 500, [0] * 500))

        self.assertEqual(fit.model, "simple")
        self.assert_usable(fit)

    def test_all_customers_are_identical(self):
        fit = choose_purchase_fit(group([4] * 500, [70] * 500, [140] * 500))

        self.assert_usable(fit)
        self.assertEqual(fit.groups, 1)
        self.assertTrue(all(value is None for value in fit.standard_errors.values()))

    def test_one_purchase_more_than_anybody_else(self):
        x = np.r_[np.zeros(400), np.ones(100), 4000].astype(int)
        recency = np.r_[np.zeros(400), np.full(100, 50), 6000].astype(int)

        self.assert_usable(choose_purchase_fit(group(x, recency, [7000] * 501)))

    def test_simple_rule_weighs_own_and_common_history(self):
        """10 purchases in 100 weeks: one in 10. Own: 3 in 30, so (1+3) / (10+30)."""
        fit = simple_purchase_fit(group([10], [70], [700]))

        purchases = expected_if_alive(fit.parameters, np.array([3]), 30.0, 10.0)

        self.assertEqual(purchases.tolist(), [1.0])
        self.assertEqual(probability_alive(fit.parameters, 3, 1.0, 30.0), 1)

    def test_figures_that_cannot_be(self):
        for x, recency, age, text in (
            ([1.0], [NAN], [10], "whole numbers"),
            ([1.5], [1], [10], "whole numbers"),
            ([math.inf], [1], [10], "whole numbers"),
            ([-1], [1], [10], "from 0"),
            ([1], [1], [2**30], "from 0"),
            ([1], [11], [10], "after the end"),
            ([0], [3], [10], "contradict"),
            ([2], [0], [10], "contradict"),
        ):
            with self.subTest(text), self.assertRaisesRegex(EngineError, text):
                group(x, recency, age)

    def test_purchases_after_the_end_are_not_seen(self):
        history = build_history(["a", "a", "b"], [1, 99, 99], [5, 5, 5], 10)

        self.assertEqual(history.customers.tolist(), ["a"])
        self.assertEqual(
            (history.x.tolist(), history.recency_days.tolist()), ([0], [0])
        )
        self.assertEqual(history.age_days.tolist(), [9])

    def test_no_purchases(self):
        history = build_history([], [], [], 10)

        self.assertEqual((history.customers.size, history.x.size), (0, 0))
        self.assertEqual(count_days([], [], 1, 9, np.array(["a"])).tolist(), [0])

    def test_several_purchases_of_a_day_are_one(self):
        history = build_history([1, 1, 1, 1], [3, 3, 5, 5], [9, 9, 2, 5], 10)

        self.assertEqual((history.x.tolist(), history.mean.tolist()), ([1], [7.0]))

    def test_amounts_without_a_place_in_the_model_are_counted(self):
        x = np.array([0, 1, 2, 2, 3, 1, 2])
        mean = np.array([NAN, 20.0, -5.0, 0.0, 31.0, NAN, 25.0])

        fit = fit_gamma_gamma(x, mean)

        self.assertEqual((fit.n, fit.left_out), (3, 3))
        everybody = value_given(fit.parameters, np.array([0]), np.array([NAN]))[0]
        found = value_given(fit.parameters, x, mean)
        self.assertEqual(found[[0, 2, 3, 5]].tolist(), [everybody] * 4)
        self.assertTrue((found > 0).all())

    def test_nobody_paid(self):
        with self.assertRaisesRegex(EngineError, "Fewer than two"):
            fit_gamma_gamma([1, 2, 3], [0.0, -1.0, NAN])
        fit = choose_value_fit([1, 2, 3], [0.0, -1.0, NAN], usual=12.0)

        self.assertEqual((fit.model, fit.n, fit.left_out), ("simple", 0, 3))
        self.assertEqual(fit.parameters["v"], 12.0)

    def test_nobody_paid_anything_ever(self):
        fit = choose_value_fit([0, 1], [NAN, 0.0], usual=-3.0)

        found = value_given(fit.parameters, np.array([0, 1]), np.array([NAN, 0.0]))

        self.assertEqual(found.tolist(), [0.0, 0.0])

    def test_all_paid_the_same(self):
        fit = choose_value_fit([2] * 100, [50.0] * 100)

        self.assertTrue(fit.boundary)
        self.assertEqual(fit.reason, "limit")
        found = value_given(fit.parameters, np.array([0, 2]), np.array([NAN, 50.0]))
        np.testing.assert_allclose(found, 50, atol=0.01)

    def test_amounts_without_an_average(self):
        """Every customer pays ten times as much as the one before."""
        mean = 10.0 ** np.arange(30)

        fit = choose_value_fit(np.full(30, 2), mean)

        self.assertEqual((fit.model, fit.boundary), ("simple", True))
        self.assertEqual(fit.reason, "endless")
        self.assertEqual(fit.parameters["v"], mean.mean())
