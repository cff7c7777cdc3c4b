# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import sys
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import numpy as np

from odoo.tests import tagged

from ..engine import lifetime
from ..engine.backtest import backtest
from ..engine.lifetime_units import UNIT_DAYS
from ..engine.prediction import expected_if_alive, probability_alive
from ..engine.purchase_history import group
from .lifetimes import TODAY, LifetimeNightCommon

HEAVY = ("numpy", "scipy")


@tagged("post_install", "-at_install")
class TestLifetimeRefit(LifetimeNightCommon):
    """When the company learns anew, and what is done with a fit that fails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_random_customers(leaving=0.15)
        cls.policy = cls.make_policy()

    def get_fits(self):
        """Return day, kind and use of the company's fits, oldest first."""
        models = self.models.search([("company_id", "=", self.company.id)], order="id")
        return [(row.fitted_on, row.kind, row.is_used) for row in models]

    def fail(self):
        """Patch the engine: no fit comes to its end from now on."""
        choose = lifetime.choose_purchase_fit

        def choose_purchase_fit(*args):
            fit = choose(*args)
            broken = {name: 7 * value for name, value in fit.parameters.items()}
            return replace(fit, parameters=broken, converged=False, reason="unfinished")

        self.patch(lifetime, "choose_purchase_fit", choose_purchase_fit)

    def test_fit_that_fails_is_kept_out(self):
        self.run_night(TODAY)
        good = self.get_model()
        self.fail()
        later = TODAY + timedelta(days=30)
        self.run_night(later)

        self.assertEqual(
            self.get_fits(), [(TODAY, "mbg_nbd", True), (later, "mbg_nbd", False)]
        )
        self.assertEqual(self.get_model(), good)
        self.assert_engine(later)
        kept_out = self.models.search([("is_used", "=", False)], limit=1)
        self.assertEqual(
            kept_out.sentence.splitlines()[:2],
            [
                "The search for the parameters did not come to an end.",
                "It is kept out; the last good parameters are used.",
            ],
        )
        rows = self.env["crm.lifetime.expectation"].search_count(
            [("model_id", "=", kept_out.id)]
        )
        self.assertEqual(rows, 0)

    def test_first_fit_that_fails_gives_way_to_the_simple_rule(self):
        self.fail()
        self.run_night(TODAY)

        self.assertEqual(
            self.get_fits(), [(TODAY, "mbg_nbd", False), (TODAY, "simple", True)]
        )
        self.assert_engine()

    def test_company_learns_every_thirty_days(self):
        for days in (0, 1, 29, 30, 59, 60):
            self.run_night(TODAY + timedelta(days=days))

        self.assertEqual(
            [fitted_on for fitted_on, _kind, _used in self.get_fits()],
            [TODAY + timedelta(days=days) for days in (0, 30, 60)],
        )

    def test_other_horizon_or_months_are_learnt_at_once(self):
        self.run_night(TODAY)
        day = TODAY
        for vals in ({"horizon_days": 90}, {"clv_months": 12}):
            day += timedelta(days=1)
            self.make_policy(**vals)
            self.run_night(day)
            self.assert_engine(day)
            self.run_night(day + timedelta(days=1))
            day += timedelta(days=1)

        self.assertEqual(
            [
                (row.fitted_on, row.horizon_days, row.clv_months)
                for row in self.models.search(
                    [("company_id", "=", self.company.id)], order="id"
                )
            ],
            [
                (TODAY, 180, 24),
                (TODAY + timedelta(days=1), 90, 24),
                (TODAY + timedelta(days=3), 180, 12),
            ],
        )

    def test_one_customer_is_scored_without_a_fit(self):
        """One purchase more; the same tables, and neither NumPy nor SciPy."""
        self.run_night(TODAY)
        profile = self.get_profiles()[0]
        former = profile.purchase_days
        self.make_history([(profile.partner_id, TODAY, 40)])
        loaded = [name for name in sys.modules if name.split(".")[0] in HEAVY]
        engines = [
            name
            for name, module in sys.modules.items()
            if ".crm_lifecycle.engine." in name
            and any(module.__dict__.get(short) for short in ("np", "expit", "digamma"))
        ]
        self.assertIn("odoo.addons.crm_lifecycle.engine.prediction", engines)

        with patch.dict(sys.modules, dict.fromkeys([*loaded, *engines])):
            profile._rescore(TODAY)

        self.assertEqual(profile.purchase_days, former + 1)
        self.assertEqual(len(self.get_fits()), 1)
        self.assert_engine()

    def test_back_test_equals_an_independent_count(self):
        self.run_night(TODAY)
        known = TODAY - timedelta(days=180)
        self.env.cr.execute(
            """
            SELECT partner_id, array_agg(DISTINCT invoice_date) FROM account_move
             WHERE company_id = %s AND move_type = 'out_invoice'
             GROUP BY partner_id
            """,
            [self.company.id],
        )
        lives = [days for _partner, days in self.env.cr.fetchall()]
        rows = []
        for days in lives:
            past = sorted(day for day in days if day <= known)
            if past:
                rows.append(
                    (
                        len(past) - 1,
                        (past[-1] - past[0]).days,
                        (known - past[0]).days,
                        sum(known < day <= TODAY for day in days),
                    )
                )
        x, recency, age, actual = map(np.array, zip(*rows, strict=True))
        fit = lifetime.choose_purchase_fit(group(x, recency, age, UNIT_DAYS))
        expected = probability_alive(
            fit.parameters, x, recency / UNIT_DAYS, age / UNIT_DAYS
        ) * expected_if_alive(fit.parameters, x, age / UNIT_DAYS, 180 / UNIT_DAYS)
        test = backtest(actual, expected, age - recency).as_dict()

        stored = self.get_model().backtest
        self.assertEqual(stored.pop("days"), 180)
        self.assertEqual(set(stored), set(test))
        self.assertGreater(test["n"], 50)
        self.assertGreater(test["actual"], 20)
        for name, value in test.items():
            if name == "deciles":
                np.testing.assert_allclose(stored[name], value, atol=1e-4)
            else:
                self.assertAlmostEqual(stored[name], value, 4, name)

    def test_hold_out_is_a_third_of_the_history_at_most(self):
        self.make_policy(horizon_days=360)
        self.run_night(TODAY)

        first = min(self.get_profiles().mapped("first_purchase_date"))
        days = (TODAY - first).days // 3
        self.assertLess(days, 360)
        self.assertEqual(self.get_model().backtest["days"], days)

    def test_history_of_less_than_180_days_is_not_tested(self):
        for days, is_tested in ((179, False), (180, True)):
            company = self.make_company(f"Young for {days} days")
            self.make_policy(company)
            (ada,) = self.make_customers("Ada")
            sales = [(ada, TODAY - timedelta(days=n), 50) for n in (days, 90, 20)]
            self.make_history(sales, company)
            self.run_night(TODAY, company)

            model = self.get_model(company)
            self.assertEqual(bool(model.backtest), is_tested)
            self.assertEqual(
                "The history is too short to test the forecast."
                in model.sentence.splitlines(),
                not is_tested,
            )
