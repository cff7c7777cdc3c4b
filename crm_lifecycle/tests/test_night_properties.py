# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from itertools import product
from random import Random
from unittest.mock import patch

from odoo.tests import tagged

from ..engine.abc_classes import get_classes
from .common import LifecycleCommon

CURVE = "odoo.addons.crm_lifecycle.models.value.crm_value_curve"
DAYS = ("2023-04-01", "2023-09-15", "2023-12-24", "2024-01-10", "2024-02-29")
TODAY = "2024-03-01"
AMOUNTS = (0.01, 5, 5, 20, 20, 20, 99.99, 400, 1234.56)
FIGURES = (
    "partner_id",
    "tier_id",
    "rfm_segment_id",
    "rfm",
    "abc_class",
    "score",
    "stage_id",
)


@tagged("post_install", "-at_install")
class TestNightProperties(LifecycleCommon):
    """What holds after any night, on customers drawn by lot; the seed is fixed.

    Among them are many of equal sales, some who brought nothing, some who gave back
    more than they had bought for, and prospects.
    """

    def draw(self, seed, customers=18):
        """Return ``{name: [(day, amount)]}``: purchases and what was given back."""
        chance = Random(seed)
        drawn = {}
        for row in range(customers):
            sales = [
                (chance.choice(DAYS), chance.choice(AMOUNTS))
                for _purchase in range(chance.choice((1, 1, 2, 4)))
            ]
            if row % 6 == 0:  # nothing is left, or less
                back = round(sum(amount for _day, amount in sales), 2)
                sales.append((DAYS[-1], -back - row // 12))
            drawn[f"Customer {row:02}"] = sales
        return drawn

    def sell(self, drawn, company, factor=1, names=None):
        """Invoice what was drawn, ``factor`` times as dear; return the partners."""
        partners = {name: self.make_partner(name) for name in names or drawn}
        sales = [
            (partner, day, round(factor * amount, 2))
            for name, partner in partners.items()
            for day, amount in drawn[name]
        ]
        self.make_sales(sales, company)
        prospect = self.make_partner("Prospect")
        self.make_lead(prospect, company)
        return partners

    def make_scored(self, name, drawn, factor=1, names=None, **vals):
        """Return a company that was scored with these customers."""
        company = self.make_company(name)
        self.make_policy(company, **vals)
        self.sell(drawn, company, factor, names)
        self.run_night(TODAY, company)
        return company

    def get_profiles(self, company):
        return self.profiles.search([("company_id", "=", company.id)])

    def get_table(self, company):
        """Return what the night decided about every customer, by name."""
        return sorted(
            tuple(
                value.display_name if hasattr(value, "display_name") else value
                for value in (profile[figure] for figure in FIGURES)
            )
            for profile in self.get_profiles(company)
        )

    def test_classes_are_those_of_the_engine(self):
        for seed, shares in ((1, (70, 90)), (3, (99, 100))):
            with self.subTest(seed):
                a_percent, b_percent = shares
                drawn = self.draw(seed)
                company = self.make_scored(
                    f"Draw {seed}",
                    drawn,
                    abc_a_percent=a_percent,
                    abc_b_percent=b_percent,
                )
                sales = {
                    name: round(sum(amount for _day, amount in rows), 2)
                    for name, rows in drawn.items()
                }
                classes = get_classes(list(sales.values()), a_percent, b_percent)
                expected = dict(zip(sales, map(str.lower, classes), strict=True))
                self.assertEqual(
                    {
                        profile.partner_id.name: profile.abc_class
                        for profile in self.get_profiles(company)
                    },
                    expected | {"Prospect": False},
                )
                self.assertLess(min(sales.values()), 0)
                self.assertIn(0, sales.values())

    def test_classes_are_the_same_in_bins_and_on_a_curve_of_their_own(self):
        drawn = self.draw(3, customers=40)
        sales = {
            name: sum(amount for _day, amount in rows) for name, rows in drawn.items()
        }
        cases = product(
            ("window_revenue", "score"),
            (1000, 3),  # of three bins some hold a bound, or gains and losses
            ((70, 90), (99, 100)),
        )
        for rank_by, bins, (a_percent, b_percent) in cases:
            name = f"{rank_by} {bins} {b_percent}"
            with self.subTest(name), patch(f"{CURVE}.BINS", bins):
                shares = {"abc_a_percent": a_percent, "abc_b_percent": b_percent}
                company = self.make_scored(name, drawn, rank_by=rank_by, **shares)
                found = {
                    profile.partner_id.name: profile.abc_class
                    for profile in self.get_profiles(company)
                }
                rounded = [round(amount, 2) for amount in sales.values()]
                classes = get_classes(rounded, a_percent, b_percent)
                expected = dict(zip(sales, map(str.lower, classes), strict=True))
                self.assertEqual(found, expected | {"Prospect": False})

    def test_bounds_of_last_time_only_say_where_to_look_first(self):
        company = self.make_scored("Twice", self.draw(4, customers=40))
        policy = self.env["crm.value.policy"]._get_active(company)
        once, table = policy.calibration, self.get_table(company)
        bounds = [key for key in once["bounds"] if key != "totals"]
        self.assertTrue(bounds)
        elsewhere = {"a": 0.02, "b": -5.0}, dict.fromkeys(bounds, 1e9)
        for bins in (1000, 3):
            for abc, others in (({}, {}), (once["abc"], once["bounds"]), elsewhere):
                with self.subTest(f"{bins}, {abc}"), patch(f"{CURVE}.BINS", bins):
                    policy.calibration = {**once, "abc": abc, "bounds": others}
                    self.run_night(TODAY, company)
                    self.assertEqual(policy.calibration, once)
                    self.assertEqual(self.get_table(company), table)

    def test_classes_of_a_window_count_the_sales_in_it(self):
        company = self.make_company("Window")
        self.make_policy(company, window_months=12)
        old, new, less = (self.make_partner(name) for name in ("Old", "New", "Less"))
        for partner, day, amount in (
            (old, "2023-03-01", 9000),  # a day before the window
            (new, "2023-03-02", 700),
            (less, "2023-03-02", 300),
        ):
            self.make_invoice(partner, day, amount, company)
        self.run_night(TODAY, company)

        self.assertEqual(
            {row.partner_id: row.abc_class for row in self.get_profiles(company)},
            {old: "c", new: "a", less: "b"},
        )

    def test_classes_without_any_sales(self):
        company = self.make_company("Nothing")
        self.make_policy(company)
        free, back = self.make_partner("Free"), self.make_partner("Back")
        self.make_invoice(free, "2024-01-10", 0, company)
        self.make_invoice(back, "2024-01-10", 10, company)
        self.make_invoice(back, "2024-01-11", -30, company)
        self.run_night(TODAY, company)

        self.assertEqual(
            {row.partner_id: row.abc_class for row in self.get_profiles(company)},
            {free: "c", back: "c"},
        )

    def test_segment_is_the_cell_of_the_policys_own_grid(self):
        drawn = self.draw(4)
        company = self.make_company("Own grid")
        policy = self.make_policy(company, activate=False)
        segments = self.env["crm.rfm.segment"].search([])
        for place, cell in enumerate(policy.rfm_cell_ids):
            cell.segment_id = segments[(7 * place) % len(segments)]
        self.activate(policy)
        self.sell(drawn, company)
        self.run_night(TODAY, company)

        grid = {
            (cell.recency, cell.frequency, cell.monetary): cell.segment_id
            for cell in policy.rfm_cell_ids
        }
        buyers = self.get_profiles(company).filtered("purchase_count")
        self.assertEqual(len(grid), 125)
        self.assertEqual(
            {profile: profile.rfm_segment_id for profile in buyers},
            {profile: grid[self.get_marks(profile)] for profile in buyers},
        )
        self.assertEqual(len(buyers), len(drawn))
        prospect = self.get_profiles(company) - buyers
        self.assertEqual(prospect.partner_id.name, "Prospect")
        self.assertFalse(prospect.rfm_segment_id)

    def get_marks(self, profile):
        return (
            profile.recency_score,
            profile.frequency_score,
            profile.monetary_score,
        )

    def test_every_customer_has_one_tier_one_segment_and_points_that_add_up(self):
        drawn = self.draw(5)
        company = self.make_scored("One of each", drawn)
        profiles = self.get_profiles(company)

        self.assertEqual(len(profiles), len(profiles.partner_id))
        self.assertEqual(len(profiles), len(drawn) + 1)
        for profile in profiles:
            with self.subTest(profile.partner_id.name):
                self.assertEqual(len(profile.tier_id), 1)
                is_buyer = bool(profile.purchase_count)
                self.assertEqual(len(profile.rfm_segment_id), int(is_buyer))
                points = profile.contributions
                self.assertAlmostEqual(sum(points.values()), profile.score, 9)
                self.assertTrue(all(0 <= part <= 40 for part in points.values()))
                self.assertTrue(0 <= profile.score <= 100)

    def test_better_rank_never_has_a_worse_tier_and_equal_ranks_share_one(self):
        company = self.make_scored("Monotone", self.draw(6))
        buyers = self.get_profiles(company).filtered("purchase_count")
        ranked = sorted(
            (-row.window_revenue, row.tier_id.sequence, row.tier_id.code)
            for row in buyers
        )

        self.assertEqual([row[1] for row in ranked], sorted(row[1] for row in ranked))
        tiers = {}
        for sales, _sequence, code in ranked:
            tiers.setdefault(sales, set()).add(code)
        self.assertLess(len(tiers), len(ranked))  # some are equal
        self.assertEqual({len(codes) for codes in tiers.values()}, {1})

    def test_amounts_a_hundred_times_as_large_change_no_rank(self):
        drawn = self.draw(7)
        plain = self.make_scored("Plain", drawn)
        dear = self.make_scored("Dear", drawn, factor=100)

        self.assertEqual(self.get_table(dear), self.get_table(plain))

    def test_order_of_customers_and_invoices_changes_nothing(self):
        drawn = self.draw(8)
        mixed = {name: rows[::-1] for name, rows in drawn.items()}
        names = list(drawn)
        Random(8).shuffle(names)
        plain = self.make_scored("Plain", drawn)
        other = self.make_scored("Mixed", mixed, names=names)

        self.assertEqual(self.get_table(other), self.get_table(plain))
