# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import numpy as np

from odoo.tests import BaseCase, tagged

from ..engine.bg_nbd import SHIFTS, fit_leaving
from ..engine.gamma_gamma import fit_gamma_gamma
from ..engine.lifetime import choose_purchase_fit, choose_value_fit, compare_with_nbd
from ..engine.nbd import fit_nbd
from ..engine.purchase_history import group
from ..engine.simulation import simulate, simulate_spending

TRUTH = {"r": 0.6, "alpha": 8.0, "a": 0.9, "b": 2.0}
STEADY = {"r": 0.6, "alpha": 8.0}


@tagged("post_install", "-at_install")
class TestLifetimeFit(BaseCase):
    """Fits find the parameters that customers were made with, whatever their order."""

    def make_customers(self, parameters, n=4000, seed=1, unit_days=7):
        random = np.random.default_rng(seed)
        return simulate(random, n, parameters, 728, unit_days)

    def test_fit_finds_the_parameters_behind_the_customers(self):
        fit = choose_purchase_fit(group(*self.make_customers(TRUTH, n=40000)))

        self.assertEqual((fit.model, fit.n), ("mbg_nbd", 40000))
        for name, value in TRUTH.items():
            away = abs(fit.parameters[name] - value) / fit.standard_errors[name]
            self.assertLess(away, 4, name)
            self.assertAlmostEqual(fit.parameters[name] / value, 1, delta=0.15)

    def test_equal_customers_are_looked_at_once(self):
        x, recency, age = self.make_customers(TRUTH)
        groups = group(x, recency, age, unit_days=1)
        rows = set(zip(x, recency, age, strict=True))

        self.assertEqual(groups.x.size, len(rows))
        self.assertEqual(groups.n, 4000)
        counted = group(
            groups.x, groups.recency, groups.age, unit_days=1, weights=groups.weights
        )
        np.testing.assert_array_equal(counted.age, groups.age)
        np.testing.assert_array_equal(counted.weights, groups.weights)

    def test_order_of_customers_changes_nothing(self):
        customers = np.array(self.make_customers(TRUTH))
        turned = customers[:, np.random.default_rng(2).permutation(4000)]

        first, second = fit_leaving(group(*customers)), fit_leaving(group(*turned))

        self.assertEqual(first.parameters, second.parameters)
        self.assertEqual(first.log_likelihood, second.log_likelihood)

    def test_unit_of_time_scales_alpha_only(self):
        customers = self.make_customers(TRUTH)

        weeks, days = (fit_leaving(group(*customers, unit_days=u)) for u in (7, 1))

        for name in ("r", "a", "b"):
            self.assertAlmostEqual(weeks.parameters[name], days.parameters[name], 4)
        self.assertAlmostEqual(
            days.parameters["alpha"] / weeks.parameters["alpha"], 7, 4
        )

    def test_every_start_leads_to_the_same_parameters(self):
        groups = group(*self.make_customers(TRUTH))
        for model in SHIFTS:
            best = fit_leaving(groups, model)
            for seed in range(5):
                start = {
                    name: value * np.exp(np.random.default_rng(seed).normal())
                    for name, value in best.parameters.items()
                }
                found = fit_leaving(groups, model, start)
                self.assertAlmostEqual(found.log_likelihood, best.log_likelihood, 4)
                for name, value in best.parameters.items():
                    self.assertAlmostEqual(found.parameters[name], value, 3)

    def test_fits_take_few_passes(self):
        for seed, parameters in enumerate(
            (
                TRUTH,
                STEADY,
                {"r": 0.25, "alpha": 4.4, "a": 0.8, "b": 2.4},
                {"r": 3.0, "alpha": 30.0, "a": 3.0, "b": 30.0},
                {"r": 5.0, "alpha": 10.0, "a": 0.3, "b": 0.3},
                {"r": 50.0, "alpha": 500.0, "a": 0.5, "b": 2.0},
            )
        ):
            groups = group(*self.make_customers(parameters, 3000, seed))
            for model in SHIFTS:
                fit = fit_leaving(groups, model)
                self.assertTrue(fit.converged, (parameters, model))
                self.assertLessEqual(fit.evaluations, 25, (parameters, model))

    def test_nbd_is_used_where_nobody_leaves(self):
        fit = choose_purchase_fit(group(*self.make_customers(STEADY)))

        self.assertEqual(fit.model, "nbd")
        self.assertTrue(fit.boundary)
        self.assertTrue(fit.converged)
        self.assertIn("No customer is seen to leave", fit.message)
        self.assertEqual(set(fit.parameters), {"r", "alpha"})
        self.assertAlmostEqual(fit.parameters["r"], 0.6, delta=0.05)
        self.assertAlmostEqual(fit.parameters["alpha"], 8.0, delta=0.8)

    def test_each_model_says_that_leaving_collapsed(self):
        groups = group(*self.make_customers(STEADY))
        steady = fit_nbd(groups)
        for model in SHIFTS:
            fit = compare_with_nbd(fit_leaving(groups, model), steady)
            self.assertTrue(fit.boundary, model)
            self.assertLess(abs(fit.log_likelihood - steady.log_likelihood), 2)

    def test_customers_who_are_all_alike_can_be_learnt(self):
        """Rates without spread drive ``r`` to its limit, where rounding once hid
        every step uphill and every third such fit was kept out."""
        for seed in (1, 3, 4):
            random = np.random.default_rng(seed)
            days = np.sort(random.integers(0, 1400, (20_000, 10)))
            x = (np.diff(days) > 0).sum(axis=1)
            fit = choose_purchase_fit(
                group(x, days[:, -1] - days[:, 0], 1400 - days[:, 0])
            )

            with self.subTest(seed):
                self.assertEqual((fit.model, fit.converged), ("nbd", True))
                pace = x.sum() / (1400 - days[:, 0]).sum() * 7
                rate = fit.parameters["r"] / fit.parameters["alpha"]
                self.assertAlmostEqual(rate / pace, 1, places=3)

    def test_leaving_all_with_one_probability_is_no_reason_for_nbd(self):
        alike = {"r": 1.0, "alpha": 10.0, "a": 4000.0, "b": 12000.0}
        groups = group(*self.make_customers(alike))

        fit = choose_purchase_fit(groups)

        self.assertEqual((fit.model, fit.boundary), ("mbg_nbd", False))
        left = fit.parameters["a"] / (fit.parameters["a"] + fit.parameters["b"])
        self.assertAlmostEqual(left, 0.25, delta=0.03)

    def test_scaling_amounts_scales_only_the_scale(self):
        random = np.random.default_rng(3)
        x = random.integers(0, 9, 3000)
        mean = simulate_spending(random, x, {"p": 6.0, "q": 4.0, "v": 15.0})

        euros, cents = fit_gamma_gamma(x, mean), fit_gamma_gamma(x, mean * 100)

        self.assertAlmostEqual(euros.parameters["p"], cents.parameters["p"], 6)
        self.assertAlmostEqual(euros.parameters["q"], cents.parameters["q"], 6)
        self.assertAlmostEqual(
            cents.parameters["v"] / euros.parameters["v"], 100, places=6
        )
        self.assertAlmostEqual(
            cents.standard_errors["v"] / euros.standard_errors["v"], 100, places=6
        )
        for name, value in {"p": 6.0, "q": 4.0, "v": 15.0}.items():
            away = abs(euros.parameters[name] - value) / euros.standard_errors[name]
            self.assertLess(away, 4, name)

    def test_amounts_are_fitted_from_many_customers_on(self):
        random = np.random.default_rng(3)
        x = random.integers(1, 9, 200)
        mean = simulate_spending(random, x, {"p": 6.0, "q": 4.0, "v": 15.0})

        self.assertEqual(choose_value_fit(x, mean).model, "gamma_gamma")
        self.assertEqual(choose_value_fit(x[:19], mean[:19]).model, "simple")
