# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import lifetime
from ..engine.lifetime_units import UNIT_DAYS
from ..engine.purchase_history import group
from .lifetimes import CUSTOMERS, TODAY, LifetimeNightCommon


@tagged("post_install", "-at_install")
class TestLifetimeNight(LifetimeNightCommon):
    """The SQL of the night says what the engine says, for every customer."""

    def test_customers_who_leave(self):
        self.make_random_customers(leaving=0.15)
        self.make_policy()
        self.run_night(TODAY)

        model = self.get_model()
        self.assertEqual((model.kind, model.customers), ("mbg_nbd", CUSTOMERS))
        profiles, figures = self.assert_engine()
        self.assertEqual(len(profiles), CUSTOMERS)
        alive = profiles.mapped("p_alive")
        self.assertLess(min(alive), 0.1)
        self.assertGreater(max(alive), 0.8)

        # the step of four weeks moves a forecast by a few percent only
        away = [
            abs(profile.expected_purchases / exact - 1)
            for profile, exact, age in zip(
                profiles, figures["exact_purchases"], figures["p_alive"], strict=True
            )
            if exact > 0.5 and (TODAY - profile.first_purchase_date).days > 60
        ]
        self.assertGreater(len(away), 20)
        self.assertLess(max(away), 0.12)

    def test_fit_of_the_night_is_the_fit_of_the_engine(self):
        self.make_random_customers(leaving=0.15)
        self.make_policy()
        self.run_night(TODAY)

        profiles = self.get_profiles()
        firsts = profiles.mapped("first_purchase_date")
        lasts = profiles.mapped("last_purchase_date")
        groups = group(
            [days - 1 for days in profiles.mapped("purchase_days")],
            [(last - first).days for first, last in zip(firsts, lasts, strict=True)],
            [(TODAY - first).days for first in firsts],
            UNIT_DAYS,
        )
        expected = lifetime.choose_purchase_fit(groups)
        values = lifetime.choose_value_fit(
            profiles.mapped("purchase_days"),
            [row.revenue / row.purchase_days for row in profiles],
        )
        model = self.get_model()
        for found, fit in (
            (model.parameters, expected),
            (model.value_parameters, values),
        ):
            self.assertEqual(set(found), set(fit.parameters))
            for name, value in fit.parameters.items():
                self.assertAlmostEqual(found[name] / value, 1, 6, name)
        self.assertAlmostEqual(model.log_likelihood, expected.log_likelihood, 3)
        self.assertAlmostEqual(model.margin_rate, profiles.policy_id.margin_rate, 3)

    def test_customers_who_stay(self):
        self.make_random_customers(leaving=0.0)
        self.make_policy()
        self.run_night(TODAY)

        model = self.get_model()
        self.assertEqual((model.kind, model.boundary), ("nbd", True))
        profiles, _figures = self.assert_engine()
        self.assertEqual(set(profiles.mapped("p_alive")), {1.0})

    def test_few_customers(self):
        self.make_random_customers(leaving=0.2, n=12)
        self.make_policy()
        self.run_night(TODAY)

        model = self.get_model()
        self.assertEqual((model.kind, model.reason), ("simple", "thin"))
        self.assert_engine()

    def test_later_nights_use_the_same_tables(self):
        self.make_random_customers(leaving=0.15)
        self.make_policy()
        self.run_night(TODAY)
        later = TODAY + timedelta(days=29)
        self.run_night(later)

        self.assertEqual(self.get_model().fitted_on, TODAY)
        self.assert_engine(later)

    # -------------------------------------------------------------- strange data

    def test_identical_customers(self):
        partners = self.make_customers(*(f"Same {row}" for row in range(60)))
        days = self.every(35, "2023-05-01", "2023-11-30")
        self.make_history([(who, day, 80) for who in partners for day in days])
        self.make_policy()
        self.run_night(TODAY)

        profiles, _figures = self.assert_engine()
        columns = ("p_alive", "silent_chance", "expected_purchases", "clv_predicted")
        self.assertEqual(len({tuple(row[c] for c in columns) for row in profiles}), 1)
        self.assertGreater(profiles[0].clv_predicted, 0)

    def test_one_customer(self):
        """Three repeat purchases in 140 days are one in 6.67 weeks (the simple rule).

        Rate (1 + 3) / (6.67 + 20) = 0.15 a week, horizon 180 / 7 weeks: 3.86. At the
        middle of its step, age 22 weeks, it is 4 / 28.67 and 3.59.
        """
        (ada,) = self.make_customers("Ada")
        days = (140, 100, 50, 10)
        self.make_history([(ada, TODAY - timedelta(days=n), 90) for n in days])
        self.make_policy()
        self.run_night(TODAY)

        profile = self.profile_of(ada)
        self.assertEqual(self.get_model().parameters, {"r": 1.0, "alpha": 20 / 3})
        self.assertEqual(
            (profile.p_alive, profile.expected_purchases, profile.silent_chance),
            (1.0, 3.59, 0.07),  # (26.67 / 52.38) to the power of 4
        )
        self.assert_engine()

    def test_sales_of_nothing(self):
        partners = self.make_customers(*(f"Free {row}" for row in range(30)))
        days = self.every(50, "2023-01-10", "2023-12-10")
        self.make_history([(who, day, 0) for who in partners for day in days])
        self.make_policy()
        self.run_night(TODAY)

        profiles, _figures = self.assert_engine()
        self.assertEqual(set(profiles.mapped("clv_predicted")), {0.0})
        self.assertGreater(profiles[0].expected_purchases, 1)

    def test_company_that_loses_money_has_no_lifetime_value(self):
        self.make_random_customers(leaving=0.15, n=60)
        self.patch(
            type(self.profiles),
            "_get_invoice_margin",
            lambda profiles: SQL("-0.2 * move.amount_untaxed_signed"),
        )
        self.make_policy()
        self.run_night(TODAY)

        profiles, _figures = self.assert_engine()
        self.assertEqual(self.get_model().margin_rate, 0.0)
        self.assertEqual(set(profiles.mapped("clv_predicted")), {0.0})
        self.assertLess(max(profiles.mapped("clv")), 0)

    def test_purchases_after_today_are_unknown(self):
        self.make_random_customers(leaving=0.15)
        self.make_policy()
        self.run_night(TODAY)
        columns = ("p_alive", "silent_chance", "expected_purchases", "clv_predicted")
        before = self.get_profiles().read(columns)
        parameters = self.get_model().parameters
        future = [(p, date(2024, 5, 1), 999) for p in self.get_profiles().partner_id]
        self.models.search([]).unlink()
        self.make_history(future)

        self.run_night(TODAY)

        self.assertEqual(self.get_profiles().read(columns), before)
        self.assertEqual(self.get_model().parameters, parameters)

    def test_value_is_in_the_currency_of_the_company(self):
        """The same sales, in euros and at 2 dollars for a euro."""
        twin = self.make_company("Twin")
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "company_id": twin.id,
                "name": "2020-01-01",
                "rate": 2.0,
            }
        )
        (ada,) = self.make_customers("Ada")
        for company, vals in ((self.company, {}), (twin, {"currency_id": dollar.id})):
            self.make_policy(company)
            for day in ("2023-06-01", "2023-09-01"):
                self.make_invoice(ada, day, 400, company, **vals)
            self.run_night(TODAY, company)
            self.assert_engine(company=company)

        own, other = self.profile_of(ada), self.profile_of(ada, twin)
        self.assertEqual((own.revenue, other.revenue), (800.0, 400.0))
        self.assertEqual(own.expected_purchases, other.expected_purchases)
        self.assertGreater(own.clv_predicted, 50)
        self.assertAlmostEqual(own.clv_predicted / other.clv_predicted, 2, delta=0.1)

    def test_day_of_an_order_is_that_of_the_company(self):
        """Ordered on 31 December at 22:00 in London: it is 1 January in Shanghai."""
        self.company.partner_id.tz = "Asia/Shanghai"
        (ada,) = self.make_customers("Ada")
        for moment in ("2023-06-30 22:00:00", "2023-12-31 22:00:00"):
            self.make_order(ada, moment, 100)
        self.make_policy(revenue_source="order")
        self.run_night(TODAY)

        profile = self.profile_of(ada)
        self.assertEqual(
            (profile.first_purchase_date, profile.last_purchase_date),
            (date(2023, 7, 1), TODAY),
        )
        self.assert_engine()
        alpha = 184 / 7  # one repeat purchase in 184 days
        self.assertAlmostEqual(self.get_model().parameters["alpha"], alpha)
