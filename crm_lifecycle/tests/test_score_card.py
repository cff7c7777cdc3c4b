# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter
from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from ..engine.night_task import Task
from .common import LifecycleCommon

TODAY = date(2024, 12, 31)
# customer: [(day, amount)]; equal values, equal days, refunds and zeros on purpose
SALES = {
    "A": [("2024-01-05", 500), ("2024-05-05", 300), ("2024-12-01", 200)],
    "B": [("2023-03-01", 800), ("2024-12-01", 100)],
    "C": [("2024-02-02", 100), ("2024-02-02", 100)],
    "D": [("2024-02-02", 200)],
    "E": [("2022-01-01", 5000)],
    "F": [("2024-11-11", 0)],
    "G": [("2024-06-06", 60), ("2024-07-07", -100)],
    "H": [("2024-03-03", 200), ("2024-04-03", 10), ("2024-05-03", 10)],
    "I": [("2024-09-09", 75)],
    "J": [("2024-09-09", 75)],
    "K": [("2023-12-31", 40), ("2024-10-10", 41)],
    "L": [("2024-08-08", 33.33), ("2024-08-09", 33.33), ("2024-08-10", 33.34)],
}
WINDOW_START = date(2023, 12, 31)  # twelve months before, left out
RATE = 30
WEIGHTS = {"revenue": 40, "profit": 30, "tenure": 10, "loyalty": 20}


def count_by_hand():
    """Return ``{customer: figures}`` counted in plain Python, without SQL."""
    figures = {}
    for name, rows in SALES.items():
        sales = [(date.fromisoformat(day), amount) for day, amount in rows]
        recent = [(day, amount) for day, amount in sales if day > WINDOW_START]
        bought = [day for day, amount in sales if amount >= 0]
        revenue = round(sum(amount for _day, amount in recent), 2)
        figures[name] = {
            "revenue": revenue,
            "profit": round(revenue * RATE / 100, 2),
            "tenure": (TODAY - min(bought)).days,
            "loyalty": len({day for day, amount in recent if amount >= 0}),
            "recency": -(TODAY - max(bought)).days,
            "monetary": revenue,
        }
        figures[name]["frequency"] = figures[name]["loyalty"]
    return figures


def fifth(value, values):
    """In which fifth a value lies: 1, and one more for each fifth strictly below."""
    below = sum(other < value for other in values)
    return 1 + sum(5 * below >= step * len(values) for step in (1, 2, 3, 4))


def fifths_by_hand():
    """Return ``{customer: {metric: fifth}}``."""
    figures = count_by_hand()
    return {
        name: {
            metric: fifth(value, [other[metric] for other in figures.values()])
            for metric, value in row.items()
        }
        for name, row in figures.items()
    }


@tagged("post_install", "-at_install")
class TestScoreCard(LifecycleCommon):
    """RFM and the score card, held against a count in plain Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy(window_months=12, margin_rate=RATE)
        cls.partners = {name: cls.make_partner(name) for name in SALES}
        for name, rows in SALES.items():
            for day, amount in rows:
                cls.make_invoice(cls.partners[name], day, amount)

    def get_profiles(self):
        return self.profiles.search([("company_id", "=", self.company.id)])

    def test_rfm_is_the_same_as_counted_by_hand(self):
        self.run_night("2024-12-31")

        self.assert_table(
            self.get_profiles(),
            (
                "partner_id",
                "recency_score",
                "frequency_score",
                "monetary_score",
                "rfm",
            ),
            [
                (
                    name,
                    row["recency"],
                    row["frequency"],
                    row["monetary"],
                    f"{row['recency']}{row['frequency']}{row['monetary']}",
                )
                for name, row in fifths_by_hand().items()
            ],
        )

    def test_hand_count_uses_every_fifth(self):
        """The oracle is worth something: its answers are spread and have ties."""
        for metric in ("revenue", "tenure", "recency"):
            used = Counter(row[metric] for row in fifths_by_hand().values())
            self.assertEqual(set(used), {1, 2, 3, 4, 5}, metric)

    def test_contributions_and_score_are_the_same_as_counted_by_hand(self):
        self.run_night("2024-12-31")

        expected = []
        for name, row in fifths_by_hand().items():
            # the lowest fifth gives nothing, each further one a quarter of the weight
            points = {
                metric: round((row[metric] - 1) * 25 * weight / 100, 2)
                for metric, weight in WEIGHTS.items()
            }
            expected.append((name, points, round(sum(points.values()), 2)))
        found = [
            (row.partner_id.name, row.contributions, round(row.score, 2))
            for row in self.get_profiles()
        ]
        self.assertCountEqual(found, expected)

    def test_contributions_add_up_to_the_score(self):
        draft = self.policy._copy_for(self.company)
        draft.weight_ids.unlink()
        draft.weight_ids = [
            Command.create({"metric": metric, "weight": weight})
            for metric, weight in (("revenue", 1), ("profit", 1), ("loyalty", 1))
        ]  # thirds: not exact in decimals
        draft.action_activate()
        self.run_night("2024-12-31")

        for profile in self.get_profiles():
            self.assertAlmostEqual(
                sum(profile.contributions.values()), profile.score, 6
            )
            self.assertEqual(
                set(profile.contributions), {"revenue", "profit", "loyalty"}
            )

    def test_policy_without_a_score_card_scores_nothing(self):
        draft = self.policy._copy_for(self.company)
        draft.weight_ids.unlink()
        draft.action_activate()
        self.run_night("2024-12-31")

        self.assertEqual(
            {(row.score, bool(row.contributions)) for row in self.get_profiles()},
            {(0.0, False)},
        )

    def test_prospects_score_nothing_and_move_nobodys_fifth(self):
        for row in range(8):
            self.make_lead(self.make_partner(f"Prospect {row}"))
        self.run_night("2024-12-31")

        by_hand = fifths_by_hand()
        for profile in self.get_profiles():
            row = by_hand.get(profile.partner_id.name)
            if row:
                self.assertEqual(profile.recency_score, row["recency"])
                self.assertEqual(profile.monetary_score, row["monetary"])
            else:
                self.assertEqual(profile.rfm[:2], "11")

    def test_order_of_rows_does_not_matter(self):
        self.run_night("2024-12-31")
        first = self.get_figures(self.company, self.partners)

        mirror = self.make_company("Mirror company")
        self.make_policy(mirror, window_months=12, margin_rate=RATE)
        backwards = {name: self.make_partner(name) for name in reversed(SALES)}
        for name in reversed(SALES):
            for day, amount in reversed(SALES[name]):
                self.make_invoice(backwards[name], day, amount, company=mirror)
        self.run_night("2024-12-31", mirror)

        self.assertEqual(self.get_figures(mirror, backwards), first)

    def get_figures(self, company, partners):
        """Return all that a night writes, by name."""
        names = self.env["crm.value.night"]._get_written_columns(self.get_task(company))
        names.remove("policy_id")
        return {
            name: [self.profile_of(partner, company)[column] for column in names]
            for name, partner in partners.items()
        }

    def get_task(self, company):
        policy = self.env["crm.value.policy"]._get_active(company)
        return Task(company, policy, TODAY)

    def test_recomputing_one_customer_gives_what_the_night_gave(self):
        self.run_night("2024-12-31")
        before = self.get_figures(self.company, self.partners)
        history = self.changes.search_count([("company_id", "=", self.company.id)])

        self.get_profiles()._rescore(TODAY)

        self.assertEqual(self.get_figures(self.company, self.partners), before)
        self.assertEqual(
            self.changes.search_count([("company_id", "=", self.company.id)]), history
        )

    def test_recomputing_one_customer_uses_the_cut_points_of_last_night(self):
        self.run_night("2024-12-31")
        others = {
            name: self.profile_of(partner).monetary_score
            for name, partner in self.partners.items()
            if name != "F"
        }
        self.make_invoice(self.partners["F"], "2024-12-31", 100000)

        self.profile_of(self.partners["F"])._rescore(TODAY)

        self.assertEqual(self.profile_of(self.partners["F"]).monetary_score, 5)
        self.assertEqual(
            {
                name: self.profile_of(self.partners[name]).monetary_score
                for name in others
            },
            others,
        )
