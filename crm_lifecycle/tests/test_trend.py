# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta
from random import Random

from odoo.tests import tagged

from .histories import HistoryCommon

TODAY = date(2024, 7, 1)


@tagged("post_install", "-at_install")
class TestTrend(HistoryCommon):
    """The trend of 40 customers equals the formula, worked out in Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()

    @staticmethod
    def get_days():
        """Return five days of each of the last two years, and one long before."""
        late = [TODAY - timedelta(days=73 * n) for n in range(5)]
        early = [TODAY - timedelta(days=366 + 73 * n) for n in range(5)]
        return early, late, TODAY - timedelta(days=800)

    def assert_trends(self, lives):
        partners = self.make_customers(*lives)
        self.make_history(
            [
                (partner, day, amount)
                for partner, sales in zip(partners, lives.values(), strict=True)
                for day, amount in sales
            ]
        )
        self.run_night(TODAY)
        found = {
            row.partner_id.name: row.trend
            for row in self.profiles.search([("company_id", "=", self.company.id)])
        }
        expected = {name: self.get_trend(sales, TODAY) for name, sales in lives.items()}
        self.assertEqual(found, expected)
        return expected

    def test_trends_counted_by_hand(self):
        """Ten purchases in two years: bound 1.645 · √(2 · ¼ / 10) = 0.368."""
        early, late, former = self.get_days()

        def sell(before, after):
            return [
                (former, 100),
                *((day, before) for day in early),
                *((day, after) for day in late),
            ]

        found = self.assert_trends(
            {
                "equal": sell(100, 100),  # share 0.5
                "rises a little": sell(100, 500),  # share 0.833: 0.333 away
                "rises": sell(100, 700),  # share 0.875: 0.375 away
                "falls a little": sell(500, 100),
                "falls": sell(700, 100),
                "stopped": [(former, 10), *((day, 10) for day in early)],  # 0.52
                "stopped, often": [
                    (TODAY - timedelta(days=400 + 10 * n), 10) for n in range(10)
                ],
                "one purchase": [(early[0], 100)],
                "young": [(day, 100) for day in late],
                "89 days before": [(date(2023, 4, 3), 100), (TODAY, 900)],
                "90 days before": [(date(2023, 4, 2), 100), (TODAY, 900)],
                "all returned": [*sell(100, 100), (TODAY, -600)],
                "worth nothing": sell(0, 0),
            }
        )

        self.assertEqual(
            found,
            {
                "equal": "flat",
                "rises a little": "flat",
                "rises": "up",
                "falls a little": "flat",
                "falls": "down",
                "stopped": "flat",
                "stopped, often": "down",
                "one purchase": False,
                "young": False,
                "89 days before": False,
                "90 days before": "flat",
                "all returned": False,
                "worth nothing": False,
            },
        )

    def test_trends_of_forty_customers(self):
        chance = Random(5)
        lives = {}
        for number in range(40):
            interval, growth = chance.choice((15, 40, 90)), chance.choice((0.1, 1, 8))
            first = TODAY - timedelta(days=chance.randrange(200, 1200))
            days = self.every(interval, first.isoformat(), TODAY.isoformat())
            lives[f"Customer {number}"] = [
                (day, round(chance.expovariate(0.01) * growth ** (n / len(days)), 2))
                for n, day in enumerate(days)
            ]

        found = self.assert_trends(lives)

        self.assertEqual(set(found.values()), {"up", "down", "flat", False})

    def test_trend_moves_customers_between_mature_growing_and_declining(self):
        early, late, former = self.get_days()
        partners = self.make_customers("Falls", "Rises", "Stays")
        amounts = ((700, 100), (100, 700), (100, 100))
        self.make_history(
            [
                (partner, day, amount)
                for partner, (before, after) in zip(partners, amounts, strict=True)
                for amount, days in ((before, early), (after, late), (before, [former]))
                for day in days
            ]
        )
        self.run_night(TODAY)

        self.assertEqual(
            self.get_stages(),
            {"Falls": "declining", "Rises": "growing", "Stays": "mature"},
        )
