# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .ledger_orders_common import LedgerOrdersCommon


@tagged("post_install", "-at_install")
class TestLedgerStory(LedgerOrdersCommon):
    """The life of points: promised, earned, spent, taken back, owed and paid."""

    def test_from_the_order_to_the_debt_and_out_of_it(self):
        self.program.points_release = "paid"
        order = self.make_sale(self.anna, 120)
        self.assert_balance(self.anna, 0.0, pending=120.0)

        bill = self.make_bill(order)
        self.assert_balance(self.anna, 0.0, pending=120.0)
        self.pay(bill)
        self.assert_balance(self.anna, 120.0)

        redemption = self.make_redemption(self.anna, 50)  # 40 € after the discount
        self.assert_balance(self.anna, 20.0, pending=50.0)

        self.refund(bill, 30)
        self.assert_balance(self.anna, -10.0, pending=50.0)

        self.give(self.anna, 25)
        self.assert_balance(self.anna, 15.0, pending=50.0)
        self.assertEqual(
            self.get_rows(self.anna),
            [
                ("pending", "order", 0.0, 120.0),
                ("confirm", "order", 120.0, -120.0),
                ("pending", "order", 0.0, 50.0),
                ("spend", "reward", -100.0, 0.0),
                ("reverse", "order", -30.0, 0.0),
                ("earn", "gift", 25.0, 0.0),
            ],
        )
        self.assertEqual(redemption.amount_untaxed, 40.0)

    def test_what_is_owed_is_paid_by_the_next_lot(self):
        order = self.make_sale(self.anna, 100)
        bill = self.make_bill(order)
        self.make_redemption(self.anna, 20)
        self.refund(bill)
        self.assert_balance(self.anna, -80.0)

        movement = self.give(self.anna, 100)
        self.make_redemption(self.anna, 80)
        lot = self.env["crm.loyalty.lot"].search([("history_id", "=", movement.id)])

        self.assert_balance(self.anna, 0.0)
        self.assertEqual(lot.remaining, 0.0)
