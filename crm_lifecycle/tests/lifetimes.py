# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta
from math import floor, log10

import numpy as np

from ..engine.gamma_gamma import value_given
from ..engine.lifetime_units import AGE_DAYS, MONTH_UNITS, UNIT_DAYS
from ..engine.prediction import (
    chance_if_alive,
    discounted_if_alive,
    expected_if_alive,
    probability_alive,
)
from .histories import HistoryCommon

TODAY = date(2024, 1, 1)
CUSTOMERS = 90


class LifetimeNightCommon(HistoryCommon):
    """Customers with made-up histories, and what the engine says of each one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.models = cls.env["crm.lifetime.model"]

    @classmethod
    def make_random_customers(cls, leaving, company=None, n=CUSTOMERS, seed=3):
        """Make customers who leave for good with a probability after each purchase."""
        random = np.random.default_rng(seed)
        sales = []
        for partner in cls.make_customers(*(f"Customer {row}" for row in range(n))):
            day = TODAY - timedelta(days=int(random.integers(1, 1000)))
            pause, amount = random.gamma(2.0, 25.0), random.gamma(4.0, 25.0)
            while day <= TODAY:
                sales.append((partner, day, round(float(amount), 2)))
                if random.random() < leaving:
                    break
                day += timedelta(days=1 + int(random.exponential(pause)))
                amount *= random.uniform(0.8, 1.25)
        cls.make_history(sales, company)

    def get_model(self, company=None):
        return self.models._get_current(company or self.company)

    def get_profiles(self, company=None):
        company = company or self.company
        return self.profiles.search([("company_id", "=", company.id)], order="id")

    def get_figures(self, profiles, today):
        """Return what the engine says of each profile, in arrays by name."""
        model = self.get_model(profiles.company_id)
        policy = profiles.policy_id
        days = np.array(profiles.mapped("purchase_days"))
        firsts = profiles.mapped("first_purchase_date")
        lasts = profiles.mapped("last_purchase_date")
        age = np.array([(today - first).days for first in firsts])
        recency = np.array(
            [(last - first).days for first, last in zip(firsts, lasts, strict=True)]
        )
        spent = np.array(
            [(row.revenue - row.refunds) / row.purchase_days for row in profiles]
        )
        parameters, x = model.parameters, days - 1
        horizon = policy.horizon_days / UNIT_DAYS
        alive = probability_alive(parameters, x, recency / UNIT_DAYS, age / UNIT_DAYS)
        chance = chance_if_alive(parameters, x, age / UNIT_DAYS, horizon)
        middle = (age // AGE_DAYS + 0.5) * AGE_DAYS / UNIT_DAYS
        tabulated = np.where(x < 100, x, (x + 5) // 10 * 10)
        discounted = discounted_if_alive(
            parameters,
            tabulated,
            middle,
            policy.clv_months,
            MONTH_UNITS,
            policy.discount_rate / 100,
        )
        value = value_given(model.value_parameters, days, spent)
        return {
            "p_alive": alive,
            "silent_chance": 1 - alive * chance,
            "expected_purchases": alive
            * expected_if_alive(parameters, tabulated, middle, horizon),
            "clv_predicted": alive * discounted * value * model.margin_rate / 100,
            "exact_purchases": alive
            * expected_if_alive(parameters, x, age / UNIT_DAYS, horizon),
        }

    def assert_engine(self, today=TODAY, company=None):
        """Every profile says what the engine says, to the digits that are kept."""
        profiles = self.get_profiles(company)
        figures = self.get_figures(profiles, today)
        for place, profile in enumerate(profiles):
            for name in ("p_alive", "silent_chance", "expected_purchases"):
                with self.subTest(f"{profile.partner_id.name}: {name}"):
                    self.assertAlmostEqual(
                        profile[name], figures[name][place], delta=0.005 + 1e-6
                    )
            with self.subTest(f"{profile.partner_id.name}: clv_predicted"):
                worth = figures["clv_predicted"][place]
                digit = 10.0 ** (floor(log10(max(worth, 0.1))) - 1)
                self.assertAlmostEqual(profile.clv_predicted, worth, delta=digit * 0.51)
        return profiles, figures
