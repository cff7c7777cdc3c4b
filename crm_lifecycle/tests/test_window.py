# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import freeze_time, tagged

from .common import LifecycleCommon

FIGURES = ("revenue", "margin", "purchase_days")
IN_WINDOW = ("window_revenue", "window_margin", "window_purchase_days")


@tagged("post_install", "-at_install")
class TestWindow(LifecycleCommon):
    """The window of the policy: the last months, its oldest day left out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.make_partner("Ada")

    def window_on(self, today):
        self.run_night(today)
        profile = self.profile_of(self.ada)
        return tuple(profile[name] for name in IN_WINDOW)

    def test_oldest_day_of_the_window_is_out_and_today_is_in(self):
        self.make_policy(window_months=12)
        self.make_invoice(self.ada, "2024-03-15", 100)  # a year ago: out
        self.make_invoice(self.ada, "2024-03-16", 10)  # the day after: in
        self.make_invoice(self.ada, "2025-03-15", 1)  # today: in

        # 10 + 1 = 11; 30 % of it is 3.30; two days
        self.assertEqual(self.window_on("2025-03-15"), (11.0, 3.3, 2))
        profile = self.profile_of(self.ada)
        self.assertEqual([profile[name] for name in FIGURES], [111.0, 33.3, 3])

    def test_window_of_a_month_ends_at_the_end_of_a_short_month(self):
        self.make_policy(window_months=1)
        self.make_invoice(self.ada, "2024-02-29", 100)
        self.make_invoice(self.ada, "2024-03-01", 10)

        # a month before 2024-03-31 is 2024-02-29
        self.assertEqual(self.window_on("2024-03-31"), (10.0, 3.0, 1))

    def test_purchase_leaves_the_window_although_nothing_happens(self):
        self.make_policy(window_months=1)
        self.make_invoice(self.ada, "2024-01-10", 100)

        self.assertEqual(self.window_on("2024-02-09"), (100.0, 30.0, 1))
        self.assertEqual(self.window_on("2024-02-10"), (0.0, 0.0, 0))

    def test_refund_in_the_window_of_an_older_sale_makes_it_negative(self):
        self.make_policy(window_months=1)
        self.make_invoice(self.ada, "2024-01-10", 100)
        self.make_invoice(self.ada, "2024-02-20", -40)

        self.assertEqual(self.window_on("2024-03-01"), (-40.0, -12.0, 0))

    def test_window_of_no_months_is_all_time(self):
        self.make_policy(window_months=0)
        self.make_invoice(self.ada, "1999-01-10", 100)

        self.assertEqual(self.window_on("2024-03-01"), (100.0, 30.0, 1))

    def test_periods_that_overlap_count_each_amount_once(self):
        today, late, early = date(2024, 1, 1), date(2023, 1, 2), date(2022, 1, 2)
        sales = [
            (date(2020, 1, 1) + timedelta(days=37 * row), sign * 3 ** (row % 5))
            for row in range(40)
            for sign in (1, 2, -1)
        ]
        sales += [(day, 7) for day in (late, early, date(2023, 12, 2))]  # first days
        for months in (0, 1, 12, 18, 24, 30):
            window = today - relativedelta(months=months, days=-1)
            window = window if months else date.min
            days = {day for day, _amount in sales if window <= day <= today}
            company = self.make_company(f"{months} months")
            self.make_policy(company, window_months=months)
            self.make_sales([(self.ada, *sale) for sale in sales], company)
            self.run_night(today, company)
            profile = self.profile_of(self.ada, company)
            with self.subTest(months):
                self.assertEqual(
                    {
                        "revenue": profile.revenue,
                        "window": profile.window_revenue,
                        "margin": profile.window_margin,
                        "days": profile.window_purchase_days,
                        "late": profile.late_revenue,
                        "early": profile.early_revenue,
                        "refunds": profile.refunds,
                    },
                    {
                        "revenue": self.add_up(sales, date.min, today),
                        "window": self.add_up(sales, window, today),
                        "margin": round(0.3 * self.add_up(sales, window, today), 2),
                        "days": len(days),
                        "late": self.add_up(sales, late, today),
                        "early": self.add_up(sales, early, late - timedelta(days=1)),
                        "refunds": self.add_up(
                            [sale for sale in sales if sale[1] < 0], date.min, today
                        ),
                    },
                )

    def add_up(self, sales, first, last):
        """Return the sum of ``(day, amount)`` from the first day to the last."""
        return sum(amount for day, amount in sales if first <= day <= last)

    def test_recency_and_tenure_are_counted_in_days_of_the_reader(self):
        self.make_policy()
        self.make_invoice(self.ada, "2024-01-31", 100)
        self.make_invoice(self.ada, "2024-02-28", 100)
        self.run_night("2024-03-01")
        profile = self.profile_of(self.ada)

        with freeze_time("2024-03-01"):
            # 2024 is a leap year: 28 -> 29 February -> 1 March
            self.assertEqual((profile.recency_days, profile.tenure_days), (2, 30))

    def test_customer_who_never_bought_has_no_recency(self):
        self.make_policy()
        self.make_lead(self.ada)
        self.run_night("2024-03-01")

        profile = self.profile_of(self.ada)

        self.assertEqual((profile.recency_days, profile.tenure_days), (0, 0))
        self.assertFalse(profile.last_purchase_date)

    def test_day_of_the_company_follows_its_time_zone(self):
        night = self.env["crm.value.night"]
        self.company.partner_id.tz = "Asia/Shanghai"  # eight hours ahead of UTC
        before = night._get_today(self.company, datetime(2024, 3, 31, 15, 59))
        after = night._get_today(self.company, datetime(2024, 3, 31, 16, 0))
        self.assertEqual((before, after), (date(2024, 3, 31), date(2024, 4, 1)))
