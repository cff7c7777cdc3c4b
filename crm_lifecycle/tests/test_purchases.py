# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.fields import Date
from odoo.tests import tagged

from .common import LifecycleCommon

FIGURES = (
    "partner_id",
    "first_purchase_date",
    "last_purchase_date",
    "purchase_count",
    "purchase_days",
    "revenue",
    "refunds",
    "margin",
)


@tagged("post_install", "-at_install")
class TestPurchases(LifecycleCommon):
    """What the night counts of posted invoices and credit notes; margin 30 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy()
        cls.ada = cls.make_partner("Ada")

    def assert_figures(self, expected, company=None):
        """Assert all profiles of the company; dates are given as ISO text."""
        company = company or self.company
        self.assert_table(
            self.profiles.search([("company_id", "=", company.id)]),
            FIGURES,
            [
                (name, *(day and Date.to_date(day) for day in days), *figures)
                for name, *days, figures in expected
            ],
        )

    def test_several_purchases_on_one_day_are_one_day_with_a_purchase(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.ada, "2024-02-10", 50)
        self.make_invoice(self.ada, "2024-02-10", 25)

        self.run_night("2024-03-01")

        # 100 + 50 + 25 = 175; 30 % of it is 52.50
        self.assert_figures(
            [("Ada", "2024-01-05", "2024-02-10", (3, 2, 175.0, 0.0, 52.5))]
        )

    def test_refund_lowers_revenue_and_is_no_purchase(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.ada, "2024-01-20", -40)

        self.run_night("2024-03-01")

        # 100 - 40 = 60; 30 % of it is 18; bought once, on the 5th
        self.assert_figures(
            [("Ada", "2024-01-05", "2024-01-05", (1, 1, 60.0, -40.0, 18.0))]
        )

    def test_customer_with_refunds_only_has_a_profile_without_purchases(self):
        self.make_invoice(self.ada, "2024-01-20", -40)

        self.run_night("2024-03-01")

        self.assert_figures([("Ada", False, False, (0, 0, -40.0, -40.0, -12.0))])

    def test_invoice_over_nothing_is_a_purchase(self):
        self.make_invoice(self.ada, "2024-01-05", 0)

        self.run_night("2024-03-01")

        self.assert_figures(
            [("Ada", "2024-01-05", "2024-01-05", (1, 1, 0.0, 0.0, 0.0))]
        )

    def test_receipt_is_a_purchase(self):
        self.make_invoice(self.ada, "2024-01-05", 100, move_type="out_receipt")

        self.run_night("2024-03-01")

        self.assert_figures(
            [("Ada", "2024-01-05", "2024-01-05", (1, 1, 100.0, 0.0, 30.0))]
        )

    def test_drafts_cancelled_invoices_and_vendor_bills_do_not_count(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.ada, "2024-01-06", 200).button_draft()
        cancelled = self.make_invoice(self.ada, "2024-01-07", 400)
        cancelled.button_draft()
        cancelled.button_cancel()
        self.make_invoice(self.ada, "2024-01-08", 800, move_type="in_invoice")
        self.make_invoice(self.ada, "2024-01-09", 1600, move_type="in_refund")

        self.run_night("2024-03-01")

        self.assert_figures(
            [("Ada", "2024-01-05", "2024-01-05", (1, 1, 100.0, 0.0, 30.0))]
        )

    def test_invoice_set_back_to_draft_leaves_the_figures_the_night_after(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        later = self.make_invoice(self.ada, "2024-01-06", 200)
        self.run_night("2024-03-01")
        self.assertEqual(self.profile_of(self.ada).revenue, 300.0)

        later.button_draft()
        self.run_night("2024-03-02")

        self.assert_figures(
            [("Ada", "2024-01-05", "2024-01-05", (1, 1, 100.0, 0.0, 30.0))]
        )

    def test_customer_whose_only_invoice_is_cancelled_keeps_an_empty_profile(self):
        invoice = self.make_invoice(self.ada, "2024-01-05", 100)
        self.run_night("2024-03-01")

        invoice.button_draft()
        self.run_night("2024-03-02")

        self.assert_figures([("Ada", False, False, (0, 0, 0.0, 0.0, 0.0))])

    def test_purchase_dated_in_the_future_counts_from_its_day(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.ada, "2024-03-10", 50)

        self.run_night("2024-03-09")
        self.assert_figures(
            [("Ada", "2024-01-05", "2024-01-05", (1, 1, 100.0, 0.0, 30.0))]
        )

        self.run_night("2024-03-10")
        self.assert_figures(
            [("Ada", "2024-01-05", "2024-03-10", (2, 2, 150.0, 0.0, 45.0))]
        )

    def test_revenue_is_untaxed(self):
        country = self.company.country_id = self.env.ref("base.be")
        own = {"company_id": self.company.id, "country_id": country.id}
        group = self.env["account.tax.group"].create({"name": "Taxes", **own})
        tax = self.env["account.tax"].create(
            {"name": "20 %", "amount": 20, "tax_group_id": group.id, **own}
        )
        self.make_invoice(
            self.ada,
            "2024-01-05",
            0,
            invoice_line_ids=[
                Command.create({"name": "Sold", "price_unit": 100, "tax_ids": [tax.id]})
            ],
        )

        self.run_night("2024-03-01")

        self.assertEqual(self.profile_of(self.ada).revenue, 100.0)  # and not 120

    def test_foreign_currency_counts_at_the_rate_of_the_invoice(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        for day, rate in (("2024-01-01", 2.0), ("2024-02-01", 4.0)):
            self.env["res.currency.rate"].create(
                {
                    "name": day,
                    "rate": rate,
                    "currency_id": dollar.id,
                    "company_id": self.company.id,
                }
            )
        self.make_invoice(self.ada, "2024-01-05", 100, currency_id=dollar.id)
        self.make_invoice(self.ada, "2024-02-05", 100, currency_id=dollar.id)
        self.make_invoice(self.ada, "2024-02-06", -20, currency_id=dollar.id)

        self.run_night("2024-03-01")

        # 100 / 2 + 100 / 4 - 20 / 4 = 50 + 25 - 5 = 70 euro; margin 21
        self.assert_figures(
            [("Ada", "2024-01-05", "2024-02-05", (2, 2, 70.0, -5.0, 21.0))]
        )

    def test_margin_follows_the_rate_of_the_policy(self):
        self.make_invoice(self.ada, "2024-01-05", 33.33)
        self.policy.action_new_version()
        draft = self.env["crm.value.policy"].search(
            [("company_id", "=", self.company.id), ("state", "=", "draft")]
        )
        draft.margin_rate = 45
        draft.action_activate()

        self.run_night("2024-03-01")

        # 33.33 x 45 % = 14.9985, in whole cents 15.00
        self.assert_figures(
            [("Ada", "2024-01-05", "2024-01-05", (1, 1, 33.33, 0.0, 15.0))]
        )

    def test_margin_is_the_lifetime_value(self):
        self.make_invoice(self.ada, "2024-01-05", 100)

        self.run_night("2024-03-01")

        self.assertEqual(self.profile_of(self.ada).clv, 30.0)

    def test_amounts_are_rounded_as_the_currency_asks(self):
        yen = self.make_company("Yen company", "base.JPY")
        self.make_policy(yen, margin_rate=35)
        self.make_invoice(self.ada, "2024-01-05", 101, company=yen)

        self.run_night("2024-03-01", yen)

        # 101 x 35 % = 35.35, in whole yen 35
        self.assert_figures(
            [("Ada", "2024-01-05", "2024-01-05", (1, 1, 101.0, 0.0, 35.0))], yen
        )
