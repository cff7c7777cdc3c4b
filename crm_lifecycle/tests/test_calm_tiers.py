# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from .calm_common import CalmCommon

FIRST = ("2024-01-10", False, "high", "first", None)


@tagged("post_install", "-at_install")
class TestCalmTiers(CalmCommon):
    """Customers rise at once and fall calmly: band, grace days, level by level."""

    def test_without_calm_everybody_falls_at_once(self):
        self.make_calm_for_ada()
        self.make_invoice(self.ada, "2024-02-01", -999.5)

        self.assert_nights(
            {"2024-02-01": ("minimal", "minimal", False, None, "2024-02-01")}
        )
        self.assert_history(FIRST, ("2024-02-01", "high", "minimal", "down", None))

    def test_band_holds_down_to_its_edge_and_lifts_nobody(self):
        self.make_calm(hysteresis_percent=10)
        kept = [1000, 999.99, 950, 900, 899.99, 299, 270, 269.99, 0.95]
        highs = {self.make_partner(f"{left} left"): left for left in kept}
        never_high = self.make_partner("Never high")
        self.make_invoices("2024-01-10", dict.fromkeys(highs, 1000))
        self.make_invoices("2024-01-10", {never_high: 950})
        self.run_night("2024-01-10")
        self.make_invoices(
            "2024-02-01",
            {who: left - 1000 for who, left in highs.items() if left < 1000},
        )

        self.run_night("2024-02-01")

        start, now = "2024-01-10", "2024-02-01"
        self.assertEqual(
            {who.name: self.state_of(who) for who in [*highs, never_high]},
            {
                "1000 left": ("high", "high", False, None, start),
                "999.99 left": ("high", "medium", "hysteresis", None, start),
                "950 left": ("high", "medium", "hysteresis", None, start),
                "900 left": ("high", "medium", "hysteresis", None, start),
                "899.99 left": ("medium", "medium", False, None, now),
                # they fall below Medium too; the band of Medium is not theirs
                "299 left": ("low", "low", False, None, now),
                "270 left": ("low", "low", False, None, now),
                "269.99 left": ("low", "low", False, None, now),
                "0.95 left": ("minimal", "minimal", False, None, now),
                "Never high": ("medium", "medium", False, None, start),
            },
        )

    def test_band_of_a_group_lies_below_the_rank_it_ends_at(self):
        policy = self.make_policy(activate=False, hysteresis_percent=10)
        share = {"measure": "customer_share", "has_maximum": True, "maximum": 20}
        self.set_criteria(policy, {self.high: [share]})
        self.activate(policy)
        ranks = dict(zip("ABCDE", (100, 95, 80, 70, 60), strict=True))
        partners = {name: self.make_partner(name) for name in ranks}
        self.make_invoices(
            "2024-01-10", {partners[name]: rank for name, rank in ranks.items()}
        )
        states = {}
        # B overtakes: High ends above 95, 90, 88; its band is 85.5, 81, 79.2
        for day, amounts in {
            "2024-01-10": {},
            "2024-02-01": {"A": -10, "B": 5},  # A 90: the next after B, 100
            "2024-02-02": {"A": -9, "C": 8},  # A 81 after B 100 and C 88
            "2024-02-03": {"A": -2},  # A 79: below 79.2
        }.items():
            self.make_invoices(day, {partners[n]: row for n, row in amounts.items()})
            self.run_night(day)
            states[day] = {n: self.state_of(who)[0] for n, who in partners.items()}

        high, minimal = "high", "minimal"
        self.assertEqual(
            {day: [row[name] for name in "ABCDE"] for day, row in states.items()},
            {
                "2024-01-10": [high, minimal, minimal, minimal, minimal],
                "2024-02-01": [high, high, minimal, minimal, minimal],
                "2024-02-02": [high, high, minimal, minimal, minimal],
                "2024-02-03": [minimal, high, minimal, minimal, minimal],
            },
        )

    def test_grace_days_count_from_the_day_the_tier_is_left(self):
        self.make_calm_for_ada(grace_days=10)
        self.make_invoice(self.ada, "2024-02-01", -600)

        held = ("high", "medium", "grace", "2024-02-01", "2024-01-10")
        self.assert_nights(
            {
                "2024-01-31": ("high", "high", False, None, "2024-01-10"),
                "2024-02-01": held,
                "2024-02-02": held,
                "2024-02-10": held,
                "2024-02-11": ("medium", "medium", False, None, "2024-02-11"),
            }
        )
        self.assert_history(FIRST, ("2024-02-11", "high", "medium", "down", None))

    def test_grace_days_begin_where_the_band_ends(self):
        self.make_calm_for_ada(grace_days=10, hysteresis_percent=10)
        self.make_invoice(self.ada, "2024-02-01", -50)
        self.make_invoice(self.ada, "2024-02-05", -150)

        band = ("high", "medium", "hysteresis", None, "2024-01-10")
        held = ("high", "medium", "grace", "2024-02-05", "2024-01-10")
        self.assert_nights(
            {
                "2024-02-01": band,
                "2024-02-04": band,
                "2024-02-05": held,
                "2024-02-14": held,
                "2024-02-15": ("medium", "medium", False, None, "2024-02-15"),
            }
        )

    def test_who_recovers_gets_all_grace_days_again(self):
        self.make_calm_for_ada(grace_days=10)
        for day, amount in (
            ("2024-02-01", -600),
            ("2024-02-05", 700),
            ("2024-02-08", -800),
        ):
            self.make_invoice(self.ada, day, amount)

        self.assert_nights(
            {
                "2024-02-01": ("high", "medium", "grace", "2024-02-01", "2024-01-10"),
                "2024-02-05": ("high", "high", False, None, "2024-01-10"),
                "2024-02-08": ("high", "medium", "grace", "2024-02-08", "2024-01-10"),
                "2024-02-17": ("high", "medium", "grace", "2024-02-08", "2024-01-10"),
                "2024-02-18": ("medium", "medium", False, None, "2024-02-18"),
            }
        )

    def test_one_level_a_day(self):
        self.make_calm_for_ada(one_level_down=True)
        self.make_invoice(self.ada, "2024-02-01", -1000)

        self.assert_nights(
            {
                "2024-02-01": (
                    ("medium", "minimal", "level", "2024-02-01", "2024-02-01")
                ),
                "2024-02-02": ("low", "minimal", "level", "2024-02-02", "2024-02-02"),
                "2024-02-03": ("minimal", "minimal", False, None, "2024-02-03"),
                "2024-02-04": ("minimal", "minimal", False, None, "2024-02-03"),
            }
        )
        self.assert_history(
            FIRST,
            ("2024-02-01", "high", "medium", "down", "level"),
            ("2024-02-02", "medium", "low", "down", "level"),
            ("2024-02-03", "low", "minimal", "down", None),
        )

    def test_one_level_after_each_grace(self):
        self.make_calm_for_ada(one_level_down=True, grace_days=5)
        self.make_invoice(self.ada, "2024-02-01", -900)

        self.assert_nights(
            {
                "2024-02-05": ("high", "low", "grace", "2024-02-05", "2024-01-10"),
                "2024-02-09": ("high", "low", "grace", "2024-02-05", "2024-01-10"),
                "2024-02-10": ("medium", "low", "grace", "2024-02-10", "2024-02-10"),
                "2024-02-14": ("medium", "low", "grace", "2024-02-10", "2024-02-10"),
                "2024-02-15": ("low", "low", False, None, "2024-02-15"),
            }
        )

    def test_who_fell_into_the_band_of_the_next_tier_stays_there(self):
        self.make_calm_for_ada(one_level_down=True, hysteresis_percent=10)
        self.make_invoice(self.ada, "2024-02-01", -720)

        held = ("medium", "low", "hysteresis", None, "2024-02-01")
        self.assert_nights({"2024-02-01": held, "2024-02-02": held})

    def test_everybody_rises_at_once_and_by_any_number_of_levels(self):
        self.make_calm(
            hysteresis_percent=50,
            grace_days=90,
            one_level_down=True,
            protection_months=12,
        )
        self.make_invoice(self.ada, "2024-01-10", 0.5)
        self.run_night("2024-01-10")
        self.make_invoice(self.ada, "2024-01-11", 999.5)

        self.assert_nights({"2024-01-11": ("high", "high", False, None, "2024-01-11")})
        self.assert_history(
            ("2024-01-10", False, "minimal", "first", None),
            ("2024-01-11", "minimal", "high", "up", None),
        )

    def test_one_customer_falls_like_everybody(self):
        calm = {"hysteresis_percent": 10, "grace_days": 3, "one_level_down": True}
        mirror = self.make_company("Mirror")
        for company in self.company | mirror:
            self.make_calm(company, **calm)
            self.make_invoice(self.ada, "2024-01-10", 1000, company)
            self.run_night("2024-01-10", company)
        found, expected = [], []
        for day, amount in {
            "2024-02-01": -50,  # 950: in the band
            "2024-02-02": -700,  # 250: below, Low
            "2024-02-04": -1,
            "2024-02-05": -1,  # one level, after three days
            "2024-02-07": 800,  # 1048: up again
            "2024-02-08": -1047.5,
        }.items():
            for company in self.company | mirror:
                self.make_invoice(self.ada, day, amount, company)
            night = self.env["crm.value.night"]
            night._run_for_partners(self.company, self.ada, Date.to_date(day))
            self.run_night(day, mirror)
            found.append(self.state_of(self.ada))
            expected.append(self.state_of(self.ada, mirror))
        self.assertEqual(found, expected)
        self.assertEqual(
            [state[:3] for state in found],
            [
                ("high", "medium", "hysteresis"),
                ("high", "low", "grace"),
                ("high", "low", "grace"),
                ("medium", "low", "grace"),
                ("high", "high", False),
                ("high", "minimal", "grace"),
            ],
        )

    def test_scoring_one_customer_after_the_night_writes_no_row(self):
        self.make_calm_for_ada(one_level_down=True)
        self.make_invoice(self.ada, "2024-02-01", -1000)
        self.run_night("2024-02-01")
        before = self.get_row_version()

        night = self.env["crm.value.night"]
        night._run_for_partners(self.company, self.ada, Date.to_date("2024-02-01"))

        self.assertEqual(self.get_row_version(), before)

    def get_row_version(self):
        return self.env.execute_query(
            SQL(
                "SELECT xmin::text, ctid::text FROM crm_customer_profile WHERE id = %s",
                self.profile_of(self.ada).id,
            )
        )
