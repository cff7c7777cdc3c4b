# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import doctest

import numpy as np

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from ..engine import effect
from .insight_common import InsightCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-12-15 12:00:00")
class TestInsightEffect(InsightCommon):
    """Members against matched non-members: known effects are found, none invented."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.crm_churn_months = 3
        cls.boss = cls.make_user("effect_boss", "crm_loyalty.group_manager")

    def compare(self, user=None, **vals):
        self.env.flush_all()
        page = self.env["crm.loyalty.effect"].with_user(user or self.boss)
        return page.create(
            {"program_id": self.program.id, "company_id": self.company.id} | vals
        ).result

    def make_people(self, name, count):
        """Return customers who bought for 100 in January 2024 and in March."""
        people = self.env["res.partner"].create(
            [{"name": f"{name} {number}"} for number in range(count)]
        )
        self.make_invoices("2024-01-10", dict.fromkeys(people, 100))
        self.make_invoices("2024-03-05", dict.fromkeys(people, 50))
        return people

    def join(self, people):
        for person in people:
            self.post(person, "earn", "2024-03-05", issued=50)

    # -------------------------------------------------------------------- facts

    def test_facts_are_what_was_known_before_the_month_of_joining(self):
        (member,), (other,) = self.make_people("In", 1), self.make_people("Out", 1)
        self.join(member)
        self.make_invoice(member, "2024-05-01", 70)
        self.make_invoice(member, "2024-10-01", 999)  # after six months
        self.make_invoice(other, "2024-02-01", 30)
        self.make_invoice(other, "2024-09-30", -20)
        self.env.flush_all()

        rows = self.env["crm.loyalty.effect.facts"]._read_facts(
            self.program, self.company, 6
        )

        known = ("recency", "length", "frequency", "revenue", "bought", "is_new")
        after = ("returned", "churned", "revenue_after")
        self.assertEqual(
            {
                (row["partner_id"], row["is_member"]): tuple(
                    row[name] for name in (*known, *after)
                )
                for row in rows
            },
            {
                # 51 days from 10 January to 1 March; churned: nothing from July on
                (member.id, True): (51, 51, 1, 100.0, True, False) + (True, True, 70.0),
                (other.id, False): (29, 51, 2, 130.0, True, False)
                + (False, True, -20.0),
            },
        )

    def test_members_of_the_last_months_are_not_compared_yet(self):
        people = self.make_people("In", 1)
        self.join(people)
        facts = self.env["crm.loyalty.effect.facts"]
        self.env.flush_all()

        # the month after joining begins in April; eight months end with November
        self.assertEqual(len(facts._read_facts(self.program, self.company, 8)), 1)
        self.assertFalse(facts._read_facts(self.program, self.company, 9))

    # ------------------------------------------------------------------- result

    def test_known_effect_is_found(self):
        """All 30 members buy for 80 to 109 afterwards, non-members for nothing."""
        members, others = self.make_people("In", 30), self.make_people("Out", 35)
        self.join(members)
        self.make_invoices(
            "2024-08-01", {person: 80 + place for place, person in enumerate(members)}
        )
        self.make_invoices("2024-04-01", dict.fromkeys(others, 10))

        result = self.compare()

        self.assertEqual(
            result["sentence"],
            "30 of 30 members are compared with as many non-members who bought like "
            "them before, over the 6 months after the month of joining.",
        )
        rows = {row["name"]: row for row in result["rows"]}
        revenue = rows["revenue_after"]
        self.assertAlmostEqual(revenue["members"], 94.5)  # the mean of 80 to 109
        self.assertAlmostEqual(revenue["others"], 10.0)
        self.assertAlmostEqual(revenue["difference"], 84.5)
        self.assertTrue(revenue["low"] < 84.5 < revenue["high"])
        self.assertTrue(revenue["is_certain"])
        # both groups bought again; only members within three months of the end
        self.assertEqual(
            [
                (rows[name]["members"], rows[name]["others"], rows[name]["verdict"])
                for name in ("returned", "churned")
            ],
            [(100.0, 100.0, "May be chance"), (0.0, 100.0, "More than chance")],
        )
        self.assertEqual(rows["churned"]["change"], "-100.0 %")
        self.assertEqual(self.compare(), result)

    def test_too_little_data_is_said(self):
        self.join(self.make_people("In", 12))
        self.make_people("Out", 20)

        self.assertEqual(
            self.compare(),
            {
                "sentence": "12 members have matched non-members; 30 are needed. "
                "12 of 12 members have been followed for 6 months.",
                "rows": [],
            },
        )

    def test_newcomers_are_not_compared_with_old_customers(self):
        """Nor with one of last week: giants make all others look alike."""
        newcomers = self.env["res.partner"].create(
            [{"name": f"New {number}"} for number in range(2)]
        )
        recent, giant = self.make_partner("Recent"), self.make_partner("Giant")
        self.make_invoices("2018-01-10", {giant: 1e6})
        for day in range(10, 20):
            self.make_invoices(f"2023-08-{day}", {giant: 1e6})
        self.make_invoices("2024-02-29", {recent: 1})
        self.make_invoices("2024-03-05", dict.fromkeys(newcomers | recent, 50))
        self.join(newcomers)

        self.assertIn("0 members have matched", self.compare()["sentence"])

    def test_page_is_for_managers_of_the_company(self):
        reader = self.make_user("effect_reader", "crm_loyalty.group_user")
        with self.assertRaises(AccessError):
            self.compare(reader)
        other = self.env["res.company"].create({"name": "Other"})
        there = self.make_program("There", company=other)
        with self.assertRaises(AccessError):
            self.compare(program_id=there.id)
        with self.assertRaisesRegex(ValidationError, "1 to 60 months"):
            self.compare(months=0)

    def test_queries_do_not_grow_with_customers(self):
        def count():
            page = self.env["crm.loyalty.effect"].create(
                {"program_id": self.program.id, "company_id": self.company.id}
            )
            self.assertTrue(page.result)  # warm
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(page.result)
            return self.env.cr.sql_log_count - before

        self.join(self.make_people("In", 1))
        few = count()
        self.join(self.make_people("More", 10))
        self.make_people("Out", 10)
        self.assertEqual(count(), few)

    # ------------------------------------------------------------------- engine

    def make_truth(self, seed, gain):
        """Return the effect found among some 180 members and 620 others.

        The richer join more often, so that a plain comparison is wrong by far.
        """
        random = np.random.default_rng(seed)
        wealth = random.normal(0, 1, 800)
        joins = random.random(800) < 1 / (1 + np.exp(1.4 - wealth))
        later = 100 + 40 * wealth + gain * joins + random.normal(0, 10, 800)
        crowds = [
            effect.Crowd(wealth[rows, None], ["May"] * count, list(range(count)))
            for rows in (joins, ~joins)
            for count in [rows.sum()]
        ]
        mine, theirs = effect.match(*crowds, calliper=0.1)
        found = effect.find_effect(later[joins][mine], later[~joins][theirs])
        return found, later[joins].mean() - later[~joins].mean()

    def test_true_effect_lies_in_the_range_and_null_covers_zero(self):
        hits = {0.0: 0, 15.0: 0}
        for gain in hits:
            for seed in range(12):
                found, plain = self.make_truth(seed, gain)
                self.assertGreater(plain - gain, 15)  # what matching takes away
                self.assertGreater(found.pairs, 100)
                self.assertLess(abs(found.difference - gain), 4)
                hits[gain] += found.low <= gain <= found.high
        self.assertGreaterEqual(min(hits.values()), 10)  # 95 % of 12 are 11

    def test_same_data_make_the_same_pairs(self):
        self.assertEqual(self.make_truth(1, 5.0), self.make_truth(1, 5.0))

    def test_effect_arithmetic(self):
        result = doctest.testmod(effect)
        self.assertGreater(result.attempted, 6)
        self.assertFalse(result.failed)
