# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import sys
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from bootstrap import python_env

from odoo.tests import TransactionCase, tagged

FILE = "CDNOW_sample.txt"


def read_purchases():
    """Return the purchases of the file: (customer, day, amount), nothing left out."""
    purchases = []
    for line in python_env.dataset(Path(sys.executable), FILE).read_text().splitlines():
        if line.strip():
            customer, _number, day, _units, dollars = line.split()
            date = datetime.strptime(day, "%Y%m%d").date()
            purchases.append((customer, date, Decimal(dollars)))
    return purchases


@tagged("post_install", "-at_install")
class TestCdnow(TransactionCase):
    """The real customers of the template, held against a plain count of their file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purchases = read_purchases()
        cls.company = cls.env.ref("base.main_company")
        cls.profiles = cls.env["crm.customer.profile"].search(
            [("company_id", "=", cls.company.id)]
        )

    def by_customer(self):
        """Return ``{customer: [(day, amount)]}`` from the file."""
        found = {}
        for customer, day, amount in self.purchases:
            found.setdefault(customer, []).append((day, amount))
        return found

    def test_file_holds_the_known_customers_and_purchases(self):
        self.assertEqual(len(self.by_customer()), 2357)
        self.assertEqual(len(self.purchases), 6919)

    def test_all_customers_and_purchases_were_scored(self):
        self.assertEqual(len(self.profiles), 2357)
        self.assertEqual(sum(self.profiles.mapped("purchase_count")), 6919)

    def test_sum_of_all_amounts_is_exact(self):
        total = sum(amount for _customer, _day, amount in self.purchases)
        self.env.cr.execute(
            """SELECT sum(revenue)::text FROM crm_customer_profile
                WHERE company_id = %s""",
            [self.company.id],
        )

        self.assertEqual(total, Decimal("244091.94"))
        self.assertEqual(Decimal(self.env.cr.fetchone()[0]), total)

    def test_figures_of_each_customer_are_those_of_the_file(self):
        expected = {
            f"cdnow:{customer}": (
                min(day for day, _amount in rows),
                max(day for day, _amount in rows),
                len(rows),
                len({day for day, _amount in rows}),
                sum(amount for _day, amount in rows),
            )
            for customer, rows in self.by_customer().items()
        }
        self.env.cr.execute(
            """SELECT partner.ref, first_purchase_date, last_purchase_date,
                      purchase_count, purchase_days, revenue::text
                 FROM crm_customer_profile profile
                 JOIN res_partner partner ON partner.id = profile.partner_id
                WHERE profile.company_id = %s""",
            [self.company.id],
        )
        found = {
            ref: (*figures, Decimal(revenue))
            for ref, *figures, revenue in self.env.cr.fetchall()
        }

        self.assertEqual(found, expected)

    def test_several_purchases_on_one_day_stayed_separate(self):
        days = Counter((customer, day) for customer, day, _amount in self.purchases)
        moves = self.env["account.move"]._read_group(
            [("ref", "=like", "cdnow:%"), ("state", "=", "posted")],
            ["partner_id", "invoice_date:day"],
            ["__count"],
        )
        found = {
            (partner.ref.removeprefix("cdnow:"), day): count
            for partner, day, count in moves
        }

        self.assertEqual(found, days)
        self.assertGreater(max(days.values()), 1)

    def test_tiers_hold_the_bands_of_the_handbook(self):
        summary = self.profiles._get_tier_summary(
            self.company, datetime(2026, 1, 1).date()
        )
        tiers = {row["code"]: row for row in summary["tiers"]}

        self.assertEqual(sum(row["customers"] for row in tiers.values()), 2357)
        self.assertLessEqual(tiers["high"]["customer_share"], 0.20)
        self.assertLessEqual(tiers["medium"]["customer_share"], 0.30)
        self.assertLessEqual(tiers["low"]["customer_share"], 0.40)
        self.assertGreater(tiers["high"]["revenue_share"], 0.50)
        self.assertGreater(tiers["high"]["clv_share"], 0.10)

    def test_tiers_are_the_ones_counted_by_hand(self):
        """Best first; a tier takes whole groups of equal sales up to its share."""
        sales = Counter()
        for customer, _day, amount in self.purchases:
            sales[customer] += amount
        sizes = Counter(sales.values())
        expected = Counter()
        amounts = sorted(sizes, reverse=True)
        for code, percent in (("high", 20), ("medium", 30), ("low", 40)):
            while amounts and 100 * (expected[code] + sizes[amounts[0]]) <= (
                percent * len(sales)
            ):
                expected[code] += sizes[amounts.pop(0)]
        expected["minimal"] = sum(sizes[amount] for amount in amounts)

        found = Counter(profile.tier_id.code for profile in self.profiles)

        self.assertEqual(found, expected)

    def test_scores_and_fifths_are_spread(self):
        for name in ("recency_score", "monetary_score"):
            fifths = Counter(profile[name] for profile in self.profiles)
            self.assertEqual(set(fifths), {1, 2, 3, 4, 5}, name)
            for count in fifths.values():
                self.assertAlmostEqual(count / 2357, 0.2, delta=0.03, msg=name)
        for profile in self.profiles[:200]:
            self.assertAlmostEqual(
                sum(profile.contributions.values()), profile.score, 6
            )

    def test_second_night_changes_nothing(self):
        last = self.env["crm.run"].search(
            [("company_id", "=", self.company.id), ("state", "=", "done")], limit=1
        )

        run = self.profiles._run_night(self.company, last.run_date)

        self.assertEqual(
            (run.customers, run.created, run.updated, run.moved), (2357, 0, 0, 0)
        )
