# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import warnings

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_lifecycle.engine.bg_nbd import fit_leaving
from odoo.addons.crm_lifecycle.engine.gamma_gamma import fit_gamma_gamma, value_given
from odoo.addons.crm_lifecycle.engine.prediction import (
    expected_if_alive,
    probability_alive,
)
from odoo.addons.crm_lifecycle.engine.purchase_history import group
from odoo.addons.crm_lifecycle.engine.simulation import simulate, simulate_spending

# The oracle asks NumPy in ways that warn.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pandas as pd
    from lifetimes import BetaGeoFitter, GammaGammaFitter, ModifiedBetaGeoFitter

ORACLES = {"bg_nbd": BetaGeoFitter, "mbg_nbd": ModifiedBetaGeoFitter}
# Where the oracle's hypergeometric function holds; it has no value at a = 1.
PURCHASES = some.fixed_dictionaries(
    {
        "r": some.floats(0.1, 4),
        "alpha": some.floats(2, 40),
        "a": some.floats(0.1, 0.95) | some.floats(1.05, 4),
        "b": some.floats(0.3, 8),
    }
)
SPENDING = some.fixed_dictionaries(
    {"p": some.floats(0.5, 20), "q": some.floats(1.1, 20), "v": some.floats(0.1, 900)}
)
# The same examples on every run, however busy the machine is.
ORDINARY = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@tagged("post_install", "-at_install")
class TestLifetimeOracle(BaseCase):
    """The engine agrees with ``lifetimes`` on parameters it has never seen."""

    def make_oracle(self, fitter, parameters):
        oracle = fitter()
        oracle.params_ = pd.Series(parameters)
        return oracle

    @given(PURCHASES, some.integers(0, 2**32 - 1))
    @ORDINARY
    def test_expectations_and_probabilities(self, parameters, seed):
        random = np.random.default_rng(seed)
        x = random.integers(0, 30, 20)
        age = random.integers(30, 1000, 20) / 7
        recency = np.where(x > 0, age * random.random(20), 0)
        for model, fitter in ORACLES.items():
            oracle = self.make_oracle(fitter, parameters)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                alive = oracle.conditional_probability_alive(x, recency, age)
                purchases = oracle.conditional_expected_number_of_purchases_up_to_time(
                    26, x, recency, age
                )
            found = probability_alive(parameters, x, recency, age, model)
            np.testing.assert_allclose(found, alive, rtol=1e-9, atol=1e-12)
            found = found * expected_if_alive(parameters, x, age, 26, model)
            known = np.isfinite(purchases)  # its function overflows now and then
            self.assertTrue(np.isfinite(found).all())
            self.assertGreater(known.mean(), 0.5)
            np.testing.assert_allclose(
                found[known], purchases[known], rtol=1e-5, atol=1e-8
            )

    @given(SPENDING, some.integers(0, 2**32 - 1))
    @ORDINARY
    def test_expected_amounts(self, parameters, seed):
        random = np.random.default_rng(seed)
        x = random.integers(0, 40, 20)
        mean = np.where(x > 0, random.gamma(2, 30, 20) + 0.01, 0)
        oracle = self.make_oracle(GammaGammaFitter, parameters)

        found = value_given(parameters, x, mean)

        np.testing.assert_allclose(
            found, oracle.conditional_expected_average_profit(x, mean), rtol=1e-12
        )

    def test_fits_of_purchases(self):
        """The same likelihood is found at least as high, at the same parameters."""
        truth = {"r": 0.6, "alpha": 8.0, "a": 0.7, "b": 2.2}
        for seed, (model, fitter) in enumerate(ORACLES.items()):
            found = simulate(np.random.default_rng(seed), 3000, truth, 500)
            groups = group(*found)
            oracle = fitter()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                oracle.fit(groups.x, groups.recency, groups.age, groups.weights)

            fit = fit_leaving(groups, model)

            for name, value in oracle.params_.items():
                self.assertAlmostEqual(fit.parameters[name], value, 3, (model, name))
                self.assertAlmostEqual(
                    fit.standard_errors[name],
                    oracle.standard_errors_[name],
                    delta=0.02 * oracle.standard_errors_[name],
                    msg=(model, name),
                )
            self.assertLessEqual(fit.evaluations, 25)

    def test_fit_of_amounts(self):
        random = np.random.default_rng(7)
        x = random.integers(1, 12, 2000)
        mean = simulate_spending(random, x, {"p": 5.0, "q": 4.0, "v": 20.0})
        oracle = GammaGammaFitter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            oracle.fit(x, mean)

        fit = fit_gamma_gamma(x, mean)

        for name, value in oracle.params_.items():
            self.assertAlmostEqual(fit.parameters[name], value, 2, name)
        self.assertAlmostEqual(
            fit.log_likelihood, -oracle._negative_log_likelihood_ * 2000, 3
        )
