# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Date
from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestStory(LifecycleCommon):
    """One customer's life: buys, climbs, is quiet, fades, returns.

    The window is twelve months. High takes sales of 1000 or more in the window,
    Medium of 300 or more, Low of 1 or more; everybody else is Minimal.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        policy = cls.make_policy(activate=False, window_months=12)
        cls.set_criteria(
            policy,
            {
                tier: [
                    {"measure": "window_revenue", "has_minimum": True, "minimum": least}
                ]
                for tier, least in ((cls.high, 1000), (cls.medium, 300), (cls.low, 1))
            },
        )
        policy.action_activate()
        cls.policy = policy
        cls.ada = cls.make_partner("Ada")
        cls.steady = cls.make_partner("Steady")

    def night(self, today):
        """Run a night and return its counts: customers, new, updated, moved."""
        run = self.run_night(today)
        return run.customers, run.created, run.updated, run.moved

    def test_customer_climbs_fades_and_returns(self):
        self.make_invoice(self.steady, "2024-01-10", 500)
        self.make_invoice(self.ada, "2024-01-10", 400)
        nights = {"2024-01-10": self.night("2024-01-10")}  # 400: Medium
        self.make_invoice(self.ada, "2024-03-05", 700)
        nights["2024-03-05"] = self.night("2024-03-05")  # 400 + 700: High
        self.make_invoice(self.steady, "2024-12-01", 500)
        nights["2024-12-01"] = self.night("2024-12-01")  # Steady: 1000, High
        nights["2025-01-09"] = self.night("2025-01-09")  # the last day of the 400
        nights["2025-01-10"] = self.night("2025-01-10")  # both first sales leave
        nights["2025-03-04"] = self.night("2025-03-04")  # the last day of the 700
        nights["2025-03-05"] = self.night("2025-03-05")  # nothing is left: Minimal
        self.make_invoice(self.ada, "2025-06-01", 350)
        nights["2025-06-01"] = self.night("2025-06-01")  # returns: 350, Medium

        self.assertEqual(
            nights,
            {
                "2024-01-10": (2, 2, 0, 0),
                "2024-03-05": (2, 0, 2, 1),  # Steady sold more than Ada, now less
                "2024-12-01": (2, 0, 2, 1),
                "2025-01-09": (2, 0, 2, 0),  # forecasts age, tiers do not
                "2025-01-10": (2, 0, 2, 2),
                "2025-03-04": (2, 0, 2, 0),
                "2025-03-05": (2, 0, 2, 1),  # and now more again
                "2025-06-01": (2, 0, 2, 1),
            },
        )
        self.assertEqual(
            self.told(self.ada),
            [
                ("2024-01-10", "first", False, "medium", 400.0),
                ("2024-03-05", "up", "medium", "high", 1100.0),
                ("2025-01-10", "down", "high", "medium", 700.0),
                ("2025-03-05", "down", "medium", "minimal", 0.0),
                ("2025-06-01", "up", "minimal", "medium", 350.0),
            ],
        )
        self.assertEqual(
            self.told(self.steady),
            [
                ("2024-01-10", "first", False, "medium", 500.0),
                ("2024-12-01", "up", "medium", "high", 1000.0),
                ("2025-01-10", "down", "high", "medium", 500.0),
            ],
        )
        self.assertEqual(
            self.changes.search_count(
                [("company_id", "=", self.company.id), ("kind", "=", "tier")]
            ),
            5 + 3,
        )

    def told(self, partner):
        """Return the partner's history: date, direction, from, to, sales it names."""
        rows = []
        for change in self.history_of(partner):
            (sales,) = {row["value"] for row in change.reasons["criteria"]}
            rows.append(
                (
                    Date.to_string(change.change_date),
                    change.direction,
                    change.from_tier_id.code,
                    change.to_tier_id.code,
                    sales,
                )
            )
        return rows

    def test_each_change_names_every_criterion_with_value_threshold_and_answer(self):
        self.make_invoice(self.ada, "2024-01-10", 400)
        self.run_night("2024-01-10")

        change = self.history_of(self.ada)

        criteria = self.policy.tier_line_ids.criterion_ids
        high, medium, low = criteria.sorted(lambda row: row.policy_tier_id.sequence)
        self.assertEqual(
            change.reasons["criteria"],
            [
                self.reason(high, self.high, 1000.0, False),
                self.reason(medium, self.medium, 300.0, True),
                self.reason(low, self.low, 1.0, True),
            ],
        )

    def reason(self, criterion, tier, threshold, is_met):
        return {
            "criterion": criterion.id,
            "tier": tier.id,
            "measure": "window_revenue",
            "value": 400.0,
            "threshold": threshold,
            "met": is_met,
        }

    def test_change_keeps_the_score_the_policy_and_the_run_it_came_from(self):
        self.make_invoice(self.ada, "2024-01-10", 400)
        run = self.run_night("2024-01-10")

        change = self.history_of(self.ada)

        self.assertEqual(change.policy_id, self.policy)
        self.assertEqual(change.run_id, run)
        self.assertEqual(change.reasons["score"], 0.0)  # alone: nobody is below
        self.assertEqual(
            change.reasons["contributions"],
            {"revenue": 0.0, "profit": 0.0, "tenure": 0.0, "loyalty": 0.0},
        )
