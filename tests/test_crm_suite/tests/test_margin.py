# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_lifecycle.tests.common import LifecycleCommon

NO_TAX = [Command.clear()]


@tagged("post_install", "-at_install")
class TestMargin(LifecycleCommon):
    """The margin comes from the sale lines where sale_margin keeps it there.

    The product is sold for 100 and costs 60: 40 %. Elsewhere the policy says 30 %.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.ada = cls.make_partner("Ada")
        cls.product = cls.make_product("Thing", 100.0)
        cls.product.with_company(cls.company).standard_price = 60.0

    def sell(self, quantity=1, **vals):
        """Return a confirmed order of the product."""
        line = {
            "product_id": self.product.id,
            "product_uom_qty": quantity,
            "price_unit": 100.0,
            "tax_ids": NO_TAX,
        }
        orders = self.env["sale.order"].with_company(self.company)
        order = orders.create(
            {
                "partner_id": self.ada.id,
                "company_id": self.company.id,
                "order_line": [Command.create(line)],
                **vals,
            }
        )
        order.action_confirm()
        order.date_order = "2024-01-05 12:00:00"
        return order

    def bill(self, order, date="2024-01-05", more=()):
        """Return the posted invoice of the order, with ``more`` lines."""
        invoice = order._create_invoices()
        invoice.write({"invoice_date": date, "invoice_line_ids": list(more)})
        invoice.action_post()
        return invoice

    def assert_margin(self, revenue, margin):
        self.run_night("2024-03-01")
        profile = self.profile_of(self.ada)
        self.assertEqual((profile.revenue, profile.margin), (revenue, margin))

    def test_margin_of_an_invoice_is_that_of_its_sale_lines(self):
        self.bill(self.sell(quantity=2))

        self.assert_margin(200.0, 80.0)

    def test_cost_that_changes_later_does_not_change_the_past(self):
        self.bill(self.sell())
        self.assert_margin(100.0, 40.0)

        self.product.with_company(self.company).standard_price = 90.0
        run = self.run_night("2024-03-01")

        self.assertEqual(run.updated, 0)
        self.assert_margin(100.0, 40.0)

    def test_invoice_without_an_order_takes_the_rate_of_the_policy(self):
        self.bill(self.sell())
        self.make_invoice(self.ada, "2024-01-06", 50)

        # 40 of the first, 30 % of 50 = 15 of the second
        self.assert_margin(150.0, 55.0)

    def test_invoice_with_a_line_of_its_own_takes_the_rate_as_a_whole(self):
        freight = {"name": "Freight", "price_unit": 20.0, "tax_ids": NO_TAX}
        self.bill(self.sell(), more=[Command.create(freight)])

        # nothing is known of the freight: 30 % of 120
        self.assert_margin(120.0, 36.0)

    def test_notes_and_sections_need_no_margin(self):
        note = {"name": "Thank you", "display_type": "line_note"}
        self.bill(self.sell(), more=[Command.create(note)])

        self.assert_margin(100.0, 40.0)

    def test_credit_note_takes_its_margin_back(self):
        invoice = self.bill(self.sell(quantity=3))
        refund = invoice._reverse_moves(
            [{"invoice_date": "2024-01-20", "date": "2024-01-20"}]
        )
        refund.invoice_line_ids.quantity = 1
        refund.action_post()

        # 300 - 100 = 200; 120 - 40 = 80
        self.assert_margin(200.0, 80.0)

    def test_discount_lowers_the_margin(self):
        order = self.sell()
        order.order_line.discount = 10
        self.bill(order)

        # 90 - 60
        self.assert_margin(90.0, 30.0)

    def test_foreign_currency_margin_is_in_the_currency_of_the_company(self):
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
        order = self.sell(pricelist_id=prices.id)
        order.order_line.purchase_price = 60.0  # in dollars, as the price
        self.bill(order)

        # 100 dollars are 50 euro, of which 40 %
        self.assert_margin(50.0, 20.0)

    def test_window_counts_the_margin_of_its_own_invoices(self):
        self.make_policy(window_months=12)
        self.bill(self.sell(), date="2023-01-05")
        self.bill(self.sell(quantity=2), date="2024-01-05")
        self.run_night("2024-03-01")

        profile = self.profile_of(self.ada)
        self.assertEqual((profile.margin, profile.window_margin), (120.0, 80.0))

    def test_order_source_takes_the_margin_of_the_order(self):
        self.make_policy(revenue_source="order")
        self.sell(quantity=2)

        self.assert_margin(200.0, 80.0)
