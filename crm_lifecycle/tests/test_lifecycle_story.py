# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta

from odoo.tests import tagged

from .histories import HistoryCommon

QUIET = ("2024-07-15", "2024-08-15", "2024-09-15", "2024-09-25", "2024-10-15")
GONE = ("2024-11-15", "2024-12-15", "2025-01-15")


@tagged("post_install", "-at_install")
class TestLifecycleStory(HistoryCommon):
    """A customer climbs, fades, is warned of, returns.

    Hera buys every two weeks, for 50 in her first year and for 220 since. From June
    2024 she is silent, from March 2025 she is back. 70 fellow customers, a third of
    whom leave after a few purchases, teach the company what silence means.
    """

    # Night: stage, churn grade, tier and what holds it.
    NIGHTS = {
        "2022-01-15": ("prospect", False, "minimal", False),
        "2022-02-15": ("new", "low", "low", False),
        "2022-05-15": ("mature", "low", "low", False),  # a trend needs 15 months
        "2022-12-15": ("mature", "low", "medium", False),
        "2023-05-15": ("mature", "low", "medium", False),
        "2023-09-15": ("growing", "low", "medium", False),
        "2023-12-15": ("growing", "low", "high", False),
        "2024-06-15": ("growing", "low", "high", False),
        "2024-07-15": ("mature", "low", "high", False),  # two years on the same level
        "2024-08-15": ("declining", "low", "high", False),
        "2024-09-15": ("declining", "low", "high", False),
        "2024-09-25": ("declining", "mid", "high", False),  # the warning
        "2024-10-15": ("declining", "high", "high", "grace"),
        "2024-11-15": ("declining", "high", "medium", False),
        "2024-12-15": ("lost", "high", "medium", False),
        "2025-01-15": ("lost", "high", "medium", False),
        "2025-03-15": ("won_back", "low", "medium", False),
        "2025-06-15": ("won_back", "low", "medium", False),
        "2025-09-15": ("mature", "low", "medium", False),
    }
    STAGES = [
        (False, "Prospect", date(2022, 1, 15)),
        ("Prospect", "New", date(2022, 2, 15)),
        ("New", "Mature", date(2022, 5, 15)),
        ("Mature", "Growing", date(2023, 9, 15)),
        ("Growing", "Mature", date(2024, 7, 15)),
        ("Mature", "Declining", date(2024, 8, 15)),
        ("Declining", "Lost", date(2024, 12, 15)),
        ("Lost", "Won back", date(2025, 3, 15)),
        ("Won back", "Mature", date(2025, 9, 15)),
    ]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        policy = cls.make_policy(
            activate=False, window_months=12, one_level_down=True, grace_days=30
        )
        cls.set_criteria(
            policy,
            {
                tier: [
                    {"measure": "window_revenue", "has_minimum": True, "minimum": least}
                ]
                for tier, least in ((cls.high, 4000), (cls.medium, 1000), (cls.low, 1))
            },
        )
        policy.action_activate()
        cls.hera = cls.make_partner("Hera")
        cls.make_lead(cls.hera)
        cls.make_fellows()
        cls.make_history(
            [
                (cls.hera, day, 50 if day < date(2023, 2, 10) else 220)
                for day in cls.every(14, "2022-02-10", "2024-06-15")
            ]
        )

    @classmethod
    def make_fellows(cls):
        """Make customers with rhythms of 20 to 89 days; every third one leaves."""
        sales = []
        names = [f"Fellow {number}" for number in range(70)]
        for number, partner in enumerate(cls.make_customers(*names)):
            first = date(2021, 3, 1) + timedelta(days=11 * number)
            days = cls.every(20 + number, first.isoformat(), "2026-01-31")
            kept = days if number % 3 else days[: 2 + number % 9]
            sales += [(partner, day, 50 + number) for day in kept]
        cls.make_history(sales)

    def live(self, until="9999"):
        """Run the nights up to a day; return what each one said of Hera."""
        found = {}
        for night in self.NIGHTS:
            if night > until:
                break
            if night == "2025-03-15":
                days = self.every(14, "2025-03-10", "2025-09-15")
                self.make_history([(self.hera, day, 220) for day in days])
            self.run_night(night)
            profile = self.profile_of(self.hera)
            found[night] = {
                "seen": (
                    profile.stage_id.code,
                    profile.churn_grade,
                    profile.tier_id.code,
                    profile.held_by,
                ),
                "churn": profile.churn_probability,
                "value": profile.clv_predicted,
                "health": profile.health,
                "since": profile.stage_since,
                "lost": profile.lost_count,
            }
        return found

    def test_customer_climbs_fades_is_warned_of_and_returns(self):
        found = self.live()

        self.assertEqual(
            {night: row["seen"] for night, row in found.items()}, self.NIGHTS
        )
        self.assert_table(
            self.get_stage_changes(self.hera),
            ("from_stage_id", "to_stage_id", "change_date"),
            self.STAGES,
        )
        since = date(2022, 1, 15)
        for night, row in found.items():
            moved = [day for *_stages, day in self.STAGES if day.isoformat() == night]
            since = moved[0] if moved else since
            self.assertEqual(row["since"], since, night)
            self.assertEqual(row["lost"], int(night >= "2024-12-15"), night)

    def test_silence_alone_makes_her_fade(self):
        """Nothing happens to her from June on, and every figure tells of it."""
        found = self.live(until=GONE[-1])
        quiet = [found[night] for night in QUIET + GONE]

        for former, row in zip(quiet, quiet[1:], strict=False):
            self.assertLess(former["churn"], row["churn"])
            self.assertGreater(former["value"], row["value"])
            self.assertGreaterEqual(former["health"], row["health"])
        self.assertLess(quiet[0]["churn"], 0.05)
        self.assertGreater(quiet[-1]["churn"], 0.95)
        self.assertEqual(
            [night for night in QUIET + GONE if found[night]["churn"] >= 0.4][0],
            "2024-09-25",
        )

    def test_warning_comes_before_the_loss(self):
        found = self.live(until=GONE[-1])

        def get_first(place, value):
            return min(n for n, row in found.items() if row["seen"][place] == value)

        declining, lost = get_first(0, "declining"), get_first(0, "lost")
        self.assertLess(declining, get_first(1, "mid"))
        self.assertLess(get_first(1, "mid"), get_first(1, "high"))
        self.assertLess(get_first(1, "high"), lost)
        # the tier waits for its grace days and falls by one level
        tiers = [
            (row.change_date.isoformat(), row.from_tier_id.code, row.to_tier_id.code)
            for row in self.history_of(self.hera)
            if row.direction == "down"
        ]
        self.assertEqual(tiers, [("2024-11-15", "high", "medium")])

    def test_hook_hears_of_each_change_once(self):
        heard = []

        def _on_profile_changed(profiles, changes):
            heard.extend(
                (row.from_stage_id.code, row.to_stage_id.code)
                for row in changes
                if row.kind == "stage" and row.profile_id.partner_id == self.hera
            )

        self.patch(type(self.profiles), "_on_profile_changed", _on_profile_changed)
        self.live(until="2024-12-15")
        for _run in range(2):
            self.run_job("ir_cron_dispatch")

        # a first classification is no move
        self.assertEqual(
            heard,
            [
                ("prospect", "new"),
                ("new", "mature"),
                ("mature", "growing"),
                ("growing", "mature"),
                ("mature", "declining"),
                ("declining", "lost"),
            ],
        )
