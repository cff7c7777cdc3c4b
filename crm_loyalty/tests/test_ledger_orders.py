# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .ledger_orders_common import LedgerOrdersCommon


@tagged("post_install", "-at_install")
class TestLedgerOrders(LedgerOrdersCommon):
    """A confirmed order that changes books the difference, whatever changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.berta = cls.make_partner("Berta")
        cls.order = cls.make_sale(cls.anna, 100)

    def set_quantity(self, quantity, order=None):
        line = (order or self.order).order_line.filtered(lambda row: not row.reward_id)
        line.write({"product_uom_qty": quantity, "price_unit": 100})

    def test_quantity_raised_and_cut(self):
        self.set_quantity(3)
        self.assert_balance(self.anna, 300.0)
        self.set_quantity(2)
        self.assert_balance(self.anna, 200.0)
        self.set_quantity(0)
        self.assert_balance(self.anna, 0.0)
        self.set_quantity(1)
        self.assert_balance(self.anna, 100.0)
        self.assertEqual(
            [points for _kind, _event, points, _pending in self.get_rows(self.anna)],
            [100.0, 200.0, -100.0, -200.0, 100.0],
        )

    def test_line_added_and_removed(self):
        self.order.order_line = [
            Command.create(
                {
                    "product_id": self.goods.id,
                    "product_uom_qty": 1,
                    "price_unit": 40,
                    "tax_ids": [Command.clear()],
                }
            )
        ]
        self.assert_balance(self.anna, 140.0)
        self.order.order_line[-1].product_uom_qty = 0
        self.assert_balance(self.anna, 100.0)

    def test_discount_afterwards(self):
        self.order.order_line.discount = 25
        self.assert_balance(self.anna, 75.0)

    def test_what_changes_nothing_books_nothing(self):
        self.order.order_line.name = "Other words"
        self.order.client_order_ref = "4711"
        self.order.order_line.write({"product_uom_qty": 1, "price_unit": 100})
        self.order._sync_points()
        self.assertEqual(len(self.get_rows(self.anna)), 1)

    def test_confirmed_twice(self):
        with self.assertRaisesRegex(UserError, "not in a state"):
            self.order.action_confirm()
        self.assert_balance(self.anna, 100.0)

    def test_many_confirmed_and_cancelled_at_once(self):
        orders = self.make_quotation(self.anna, 10) | self.make_quotation(self.anna, 20)
        orders |= self.make_quotation(self.berta, 30)
        orders.action_confirm()
        self.assert_balance(self.anna, 130.0)
        self.assert_balance(self.berta, 30.0)
        orders._action_cancel()
        self.assert_balance(self.anna, 100.0)
        self.assert_balance(self.berta, 0.0)

    def test_cancelled_set_to_draft_and_confirmed_anew(self):
        for _round in range(2):
            self.order._action_cancel()
            self.assert_balance(self.anna, 0.0)
            self.order.action_draft()
            self.order.action_confirm()
            self.assert_balance(self.anna, 100.0)
        self.order._action_cancel()
        self.order._action_cancel()
        self.assert_balance(self.anna, 0.0)

    def test_cancelled_after_spending(self):
        self.make_redemption(self.anna, 10)
        self.assert_balance(self.anna, 10.0)  # 100 - 100 + 10 for the goods
        self.order._action_cancel()
        self.assert_balance(self.anna, -90.0)
        self.assertTrue(self.get_pool(self.anna).is_owing)
        self.make_sale(self.anna, 130)
        self.assert_balance(self.anna, 40.0)
        self.assertFalse(self.get_pool(self.anna).is_owing)

    def test_cancelled_redemption_gives_the_very_lots_back(self):
        self.give(self.anna, 50, expires_on=date(2030, 1, 1))
        redemption = self.make_redemption(self.anna, 200)
        lots = self.get_pool(self.anna).lot_ids
        self.assertEqual(lots.mapped("remaining"), [0.0, 50.0, 200.0])
        redemption._action_cancel()
        self.env.invalidate_all()
        self.assertEqual(lots.mapped("remaining"), [50.0, 100.0, 0.0])
        self.assert_balance(self.anna, 150.0)

    def test_customer_changed(self):
        self.order.partner_id = self.berta
        self.assert_balance(self.anna, 0.0)
        self.assert_balance(self.berta, 100.0)
        self.order.partner_id = self.anna
        self.assert_balance(self.anna, 100.0)
        self.assert_balance(self.berta, 0.0)
        self.order._action_cancel()
        self.assert_balance(self.anna, 0.0)

    def test_customer_changed_after_spending(self):
        self.make_redemption(self.anna, 10)
        self.order.partner_id = self.berta
        self.assert_balance(self.anna, -90.0)
        self.assert_balance(self.berta, 100.0)

    def test_customer_changed_to_a_contact_of_the_same_company(self):
        clerk = self.make_partner("Clerk", parent_id=self.anna.id)
        self.order.partner_id = clerk
        self.assert_balance(self.anna, 100.0)
        self.assertEqual(len(self.get_rows(self.anna)), 1)

    def test_points_once_delivered(self):
        self.program.points_release = "delivered"
        order = self.make_sale(self.berta, 80)
        self.assert_balance(self.berta, 0.0, pending=80.0)
        order.order_line.qty_delivered = 0.5
        self.assert_balance(self.berta, 40.0, pending=40.0)
        order._action_cancel()
        self.assert_balance(self.berta, 0.0)

    def test_programme_that_ended_meanwhile(self):
        self.program.active = False
        self.set_quantity(2)
        self.assert_balance(self.anna, 200.0)
        self.order._action_cancel()
        self.assert_balance(self.anna, 0.0)


@tagged("post_install", "-at_install")
class TestLedgerWallet(LedgerOrdersCommon):
    """A wallet holds money: what was paid in, to the cent, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.active = False
        cls.top_up = cls.make_product("Top-up", price=50.0)
        cls.wallet = cls.make_program(
            "Wallet",
            rule={"product_ids": [Command.set(cls.top_up.ids)]},
            program_type="ewallet",
            applies_on="future",
            points_digits="0",
        )

    def make_top_up(self, amount=50.25, goods=100.0):
        order = self.make_quotation(self.anna, goods)
        order.order_line = [
            Command.create(
                {
                    "product_id": self.top_up.id,
                    "product_uom_qty": 1,
                    "price_unit": amount,
                    "tax_ids": [Command.clear()],
                }
            )
        ]
        order.action_confirm()
        return order

    def test_what_was_paid_in_to_the_cent(self):
        self.make_top_up()
        self.assert_balance(self.anna, 50.25, program=self.wallet)

    def test_other_goods_change_nothing(self):
        order = self.make_top_up()
        order.order_line[0].write({"product_uom_qty": 3, "price_unit": 100})
        self.assert_balance(self.anna, 50.25, program=self.wallet)
        order.order_line[0].product_uom_qty = 0
        self.assert_balance(self.anna, 50.25, program=self.wallet)

    def test_top_up_taken_back(self):
        order = self.make_top_up()
        order.order_line[1].product_uom_qty = 0
        self.assert_balance(self.anna, 0.0, program=self.wallet)
        order._action_cancel()
        self.assert_balance(self.anna, 0.0, program=self.wallet)
