# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

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
)


@tagged("post_install", "-at_install")
class TestOrderSource(LifecycleCommon):
    """Confirmed orders as the source of revenue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy(revenue_source="order")
        cls.ada = cls.make_partner("Ada")

    def assert_figures(self, *expected):
        self.assert_table(
            self.profiles.search([("company_id", "=", self.company.id)]),
            FIGURES,
            [
                (name, Date.to_date(first), Date.to_date(last), *figures)
                for name, first, last, *figures in expected
            ],
        )

    def test_confirmed_orders_are_purchases_and_invoices_are_not(self):
        self.make_order(self.ada, "2024-01-05 12:00:00", 100)
        self.make_order(self.ada, "2024-01-05 13:00:00", 40)
        self.make_order(self.ada, "2024-02-05 12:00:00", 60)
        self.make_invoice(self.ada, "2024-02-06", 1000)

        self.run_night("2024-03-01")

        # 100 + 40 + 60 = 200 in three orders on two days
        self.assert_figures(("Ada", "2024-01-05", "2024-02-05", 3, 2, 200.0))

    def test_quotations_and_cancelled_orders_are_no_purchases(self):
        self.make_order(self.ada, "2024-01-05 12:00:00", 100)
        self.make_order(self.ada, "2024-01-06 12:00:00", 200, confirm=False)
        self.make_order(self.ada, "2024-01-07 12:00:00", 400)._action_cancel()

        self.run_night("2024-03-01")

        self.assert_figures(("Ada", "2024-01-05", "2024-01-05", 1, 1, 100.0))

    def test_order_counts_on_the_day_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"  # eight hours ahead of UTC
        self.make_order(self.ada, "2024-01-31 15:59:59", 1)  # 23:59:59 on the 31st
        self.make_order(self.ada, "2024-01-31 16:00:00", 2)  # midnight: the 1st
        self.make_order(self.ada, "2024-02-01 15:00:00", 4)  # 23:00 on the 1st

        self.run_night("2024-03-01")

        self.assert_figures(("Ada", "2024-01-31", "2024-02-01", 3, 2, 7.0))

    def test_order_of_tomorrow_waits_for_its_day_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.make_order(self.ada, "2024-01-01 12:00:00", 1)
        self.make_order(self.ada, "2024-01-31 16:00:00", 2)  # on 1 February there

        self.run_night("2024-01-31")
        self.assert_figures(("Ada", "2024-01-01", "2024-01-01", 1, 1, 1.0))

        self.run_night("2024-02-01")
        self.assert_figures(("Ada", "2024-01-01", "2024-02-01", 2, 2, 3.0))

    def test_order_in_foreign_currency_counts_at_its_own_rate(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2024-01-01",
                "rate": 2.0,
                "currency_id": dollar.id,
                "company_id": self.company.id,
            }
        )
        prices = self.env["product.pricelist"].create(
            {
                "name": "Dollar",
                "currency_id": dollar.id,
                "company_id": self.company.id,
            }
        )
        self.make_order(self.ada, "2024-01-05 12:00:00", 100, pricelist_id=prices.id)

        self.run_night("2024-03-01")

        # 100 dollars at 2 dollars for a euro
        self.assert_figures(("Ada", "2024-01-05", "2024-01-05", 1, 1, 50.0))

    def test_company_with_another_currency_sums_up_in_that(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        other = self.make_company("Young company")
        self.env["res.currency.rate"].create(
            [
                {
                    "name": "2024-01-01",
                    "rate": rate,
                    "currency_id": currency.id,
                    "company_id": other.id,
                }
                for currency, rate in ((other.currency_id, 1.0), (dollar, 2.0))
            ]
        )
        self.make_policy(other, revenue_source="order")
        self.make_order(self.ada, "2024-01-05 12:00:00", 100, company_id=other.id)
        self.run_night("2024-03-01", other)
        self.assertEqual(self.profile_of(self.ada, other).revenue, 100.0)

        other.currency_id = dollar
        self.run_night("2024-03-02", other)

        # 100 euros at 2 dollars for a euro
        profile = self.profile_of(self.ada, other)
        self.assertEqual((profile.revenue, profile.currency_id), (200.0, dollar))

    def test_orders_of_contacts_belong_to_their_company(self):
        maker = self.make_partner("Maker", is_company=True)
        buyer = self.make_partner("Buyer", parent_id=maker.id)
        self.make_order(maker, "2024-01-05 12:00:00", 100)
        self.make_order(buyer, "2024-01-06 12:00:00", 40)

        self.run_night("2024-03-01")

        self.assert_figures(("Maker", "2024-01-05", "2024-01-06", 2, 2, 140.0))
