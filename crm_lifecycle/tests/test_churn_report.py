# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.tests import freeze_time, tagged

from .common import LifecycleCommon


def first(year, month):
    return date(year, month, 1)


@tagged("post_install", "-at_install")
@freeze_time("2024-08-10 12:00:00")
class TestChurnReport(LifecycleCommon):
    """Who was there at the start of a month, who was lost in it, who came back."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.company.crm_churn_months = 3
        cls.report = cls.env["crm.churn.report"]

    def buy(self, purchases):
        """Post invoices: ``{name: [dates]}``."""
        for name, days in purchases.items():
            partner = self.env["res.partner"].search([("name", "=", name)], limit=1)
            partner = partner or self.make_partner(name)
            for day in days:
                self.make_invoice(partner, day, 10)

    def assert_report(self, *expected, columns=("month",), domain=()):
        self.env.invalidate_all()
        self.assert_table(
            self.report.search(list(domain)),
            (*columns, "customers", "lost", "returned"),
            expected,
        )

    def test_seven_customers_counted_by_hand(self):
        """Three months of silence; today is 10 August 2024.

        ======  ===========================  ====================================
        name    purchases                    marks of silence
        ======  ===========================  ====================================
        Ada     5 Jan                        5 Apr: lost
        Bob     31 Jan, 30 Apr               30 Apr is the mark of 31 Jan, bought
                                             on it: stays; 30 Jul: lost
        Cid     10 Jan, 20 May               10 Apr: lost; back 20 May; 20 Aug
        Dan     1 Mar, 1 May, 1 Jul          1 Oct: stays
        Eve     10 May                       10 Aug, today: not over yet
        Flo     9 May                        9 Aug: lost
        Gil     5 Aug                        5 Nov: stays
        ======  ===========================  ====================================
        """
        self.buy(
            {
                "Ada": ["2024-01-05"],
                "Bob": ["2024-01-31", "2024-04-30"],
                "Cid": ["2024-01-10", "2024-05-20"],
                "Dan": ["2024-03-01", "2024-05-01", "2024-07-01"],
                "Eve": ["2024-05-10"],
                "Flo": ["2024-05-09"],
                "Gil": ["2024-08-05"],
            }
        )

        self.assert_report(
            # month, at the start, lost, won back
            (first(2024, 2), 3, 0, 0),  # Ada Bob Cid
            (first(2024, 3), 3, 0, 0),
            (first(2024, 4), 4, 2, 0),  # Ada Bob Cid Dan; Ada and Cid go
            (first(2024, 5), 2, 0, 1),  # Bob Dan; Cid comes back
            (first(2024, 6), 5, 0, 0),  # Bob Cid Dan Eve Flo
            (first(2024, 7), 5, 1, 0),  # Bob goes
            (first(2024, 8), 4, 1, 0),  # Cid Dan Eve Flo; Flo goes
        )
        rates = {row.month: row.churn_rate for row in self.report.search([])}
        self.assertEqual(rates[first(2024, 4)], 50.0)
        self.assertEqual(rates[first(2024, 7)], 20.0)
        self.assertEqual(rates[first(2024, 8)], 25.0)

    def test_rate_of_several_months_divides_sums(self):
        self.buy({"Ada": ["2024-01-05"], "Bob": ["2024-03-05", "2024-06-01"]})
        ((customers, lost, rate),) = self.report._read_group(
            [], [], ["customers:sum", "lost:sum", "churn_rate:avg"]
        )

        # Ada in February, March and April; Bob from April to August
        self.assertEqual((customers, lost, rate), (3 + 5, 1, 12.5))

    def test_tier_and_region_part_the_counts(self):
        nevada = self.env.ref("base.state_us_23")
        ohio = self.env.ref("base.state_us_30")
        usa = self.env.ref("base.us")
        for name, state in (("Ada", nevada), ("Bob", nevada), ("Cid", ohio)):
            self.make_partner(name, country_id=usa.id, state_id=state.id)
        self.buy(
            {
                "Ada": ["2024-05-05"],
                "Bob": ["2024-05-06", "2024-07-01"],
                "Cid": ["2024-07-20"],
                "Dan": ["2024-07-20"],
            }
        )
        self.run_night("2024-08-10")

        by_region = self.report._read_group(
            [],
            ["month:month", "state_id"],
            ["customers:sum", "lost:sum"],
        )
        self.assertCountEqual(
            by_region,
            [
                (first(2024, 6), nevada, 2, 0),
                (first(2024, 7), nevada, 2, 0),
                (first(2024, 8), nevada, 2, 1),
                (first(2024, 8), ohio, 1, 0),
                (first(2024, 8), ohio.browse(), 1, 0),
            ],
        )
        august = [("month", "=", "2024-08-01")]
        ada, bob = (
            self.profile_of(self.env["res.partner"].search([("name", "=", name)]))
            for name in ("Ada", "Bob")
        )
        self.assertEqual((ada.tier_id, bob.tier_id), (self.minimal, self.medium))
        self.assertCountEqual(
            self.report._read_group(august, ["tier_id"], ["customers:sum", "lost:sum"]),
            [(self.medium, 1, 0), (self.minimal, 3, 1)],
        )
        by_country = self.report._read_group(
            august, ["country_id"], ["customers:sum", "churn_rate:avg"]
        )
        self.assertCountEqual(
            by_country,
            [(usa, 3, 100.0 / 3), (self.env["res.country"], 1, 0.0)],
        )

    def test_months_of_silence_are_the_companys(self):
        self.buy({"Ada": ["2024-05-05"]})
        self.company.crm_churn_months = 1

        self.assert_report((first(2024, 6), 1, 1, 0))

    def test_lost_twice_and_back_twice(self):
        self.buy({"Ada": ["2023-01-05", "2023-06-05", "2024-01-05"]})

        lost = self.report.search([("lost", ">", 0)])
        back = self.report.search([("returned", ">", 0)])
        self.assertEqual(
            sorted(lost.mapped("month")),
            [first(2023, 4), first(2023, 9), first(2024, 4)],
        )
        self.assertEqual(sorted(back.mapped("month")), [first(2023, 6), first(2024, 1)])

    def test_purchases_of_one_day_and_of_contacts_count_once(self):
        maker = self.make_partner("Maker", is_company=True)
        buyer = self.make_partner("Buyer", parent_id=maker.id)
        for partner in (maker, maker, buyer):
            self.make_invoice(partner, "2024-06-05", 10)

        self.assert_report((first(2024, 7), 1, 0, 0), (first(2024, 8), 1, 0, 0))

    def test_companies_that_are_switched_on_are_kept_apart(self):
        other = self.make_company("Other company")  # twelve months of silence
        partner = self.make_partner("Ada")
        self.make_invoice(partner, "2024-04-05", 10)
        self.make_invoice(partner, "2024-07-05", 10, company=other)
        both = self.report.with_context(allowed_company_ids=(self.company | other).ids)
        stranger = self.make_user(
            "stranger", "crm_lifecycle.group_manager", company=other
        )

        self.assertEqual(
            [
                (row.company_id.name, row.month, row.lost)
                for row in both.search([], order="company_id, month")
            ],
            [
                ("Lifecycle test company", first(2024, 5), 0),
                ("Lifecycle test company", first(2024, 6), 0),
                ("Lifecycle test company", first(2024, 7), 1),
                ("Other company", first(2024, 8), 0),
            ],
        )
        as_stranger = self.env(user=stranger, context={})["crm.churn.report"]
        self.assertEqual(as_stranger.search([]).company_id, other)

    def test_nobody_bought(self):
        self.assert_report()
