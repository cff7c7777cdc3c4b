# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .expiry_common import ExpiryCommon

JAN = date(2026, 1, 31)
MAR = date(2026, 3, 1)
APR = date(2026, 4, 1)


@tagged("post_install", "-at_install")
class TestRestored(ExpiryCommon):
    """Points that expired unspent are no debt when their purchase is reversed."""

    def setUp(self):
        super().setUp()
        self.set_terms("earned", expiry_months=1)

    def at(self, day):
        return freeze_time(datetime.combine(day, datetime.min.time()).replace(hour=12))

    def make_sale(self, day, amount=100.0):
        with self.at(day):
            order = self.make_quotation(self.anna, amount)
            order.action_confirm()
        return order

    def cancel(self, order, day):
        with self.at(day):
            order._action_cancel()

    def test_cancelled_order_whose_points_expired_leaves_nothing(self):
        order = self.make_sale(JAN)
        self.run_night(MAR)

        self.cancel(order, APR)

        self.assertEqual(
            self.movements(),
            [
                ("earn", 100.0, JAN),
                ("expire", -100.0, MAR),
                ("reverse", 100.0, APR),
                ("reverse", -100.0, APR),
            ],
        )
        self.assert_balance(0.0)

    def test_only_what_was_spent_becomes_a_debt(self):
        order = self.make_sale(JAN)
        self.post("spend", 60, JAN)
        self.run_night(MAR)

        self.cancel(order, APR)

        self.assertEqual(self.card.points, -60.0)

    def test_two_refunds_give_the_expired_points_back_once(self):
        order = self.make_sale(JAN)
        self.post("spend", 60, JAN)
        self.run_night(MAR)

        with self.at(APR):
            order.order_line.price_unit = 50
        self.assertEqual(self.card.points, -10.0)
        self.cancel(order, APR)
        self.assertEqual(self.card.points, -60.0)

    def test_points_that_are_still_there_are_taken_first(self):
        order = self.make_sale(JAN)
        self.run_night(MAR)
        self.post("earn", 30, APR)

        self.cancel(order, APR)

        self.assert_balance(30.0)
