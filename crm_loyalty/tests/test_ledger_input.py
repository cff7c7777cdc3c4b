# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import psycopg2

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .ledger_orders_common import LedgerOrdersCommon


@tagged("post_install", "-at_install")
class TestLedgerInput(LedgerOrdersCommon):
    """What makes no sense is refused in words, and nothing is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.give(cls.anna, 50)

    def refuse(self, words, points=10, program=None, **values):
        with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
            self.give(self.anna, points, program=program, **values)
        self.assert_balance(self.anna, 50.0)

    def test_negative_points(self):
        self.refuse("0 or more", issued=-10.0)
        self.refuse("0 or more", issued=0.0, used=-10.0)

    def test_points_that_are_no_number(self):
        self.refuse("number", issued=float("nan"))
        self.refuse("number", issued=float("inf"))

    def test_nothing_at_all(self):
        self.refuse("no points", issued=0.0)

    def test_unknown_kind_and_missing_event(self):
        self.refuse("“bonus”", kind="bonus")
        self.refuse("event", event="")

    def test_more_than_there_is(self):
        self.refuse("50 points.*51 points", points=-51)
        self.give(self.anna, -50)
        self.assert_balance(self.anna, 0.0)

    def test_fractions_of_a_programme_of_whole_points(self):
        whole = self.make_program("Whole", points_digits="0")
        self.refuse("whole points", points=1.5, program=whole)
        self.give(self.anna, 2.0, program=whole)
        self.assert_balance(self.anna, 2.0, program=whole)

    def test_orders_give_whole_points(self):
        self.program.active = False
        whole = self.make_program("Whole", points_digits="0")
        self.make_sale(self.anna, 99.99)
        self.assert_balance(self.anna, 99.0, program=whole)

    def test_card_without_a_ledger(self):
        coupons = self.make_program(
            "Coupons", program_type="coupons", applies_on="current"
        )
        card = self.cards.create({"program_id": coupons.id, "points": 1})
        self.refuse("“Coupons” keeps no ledger", card=card)

    def test_deleted_product(self):
        order = self.make_sale(self.anna, 100)
        self.goods.active = False
        self.assert_balance(self.anna, 150.0)
        order.order_line.write({"product_uom_qty": 2, "price_unit": 100})
        self.assert_balance(self.anna, 250.0)
        order._action_cancel()
        self.assert_balance(self.anna, 50.0)

    def test_product_of_an_order_or_a_rule_is_not_deleted(self):
        order = self.make_sale(self.anna, 100)
        toy = self.make_product("Toy")
        rule = self.env["crm.loyalty.earning.rule"].create(
            {
                "name": "Toys",
                "event": "product",
                "program_id": self.program.id,
                "company_id": self.company.id,
                "product_ids": toy.ids,
            }
        )
        for product in (self.goods, toy):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.IntegrityError),
                self.cr.savepoint(),
            ):
                product.unlink()
        self.assertEqual(rule.product_ids, toy)
        self.assertEqual(order.order_line.product_id, self.goods)
        self.assert_balance(self.anna, 150.0)

    def test_deleted_order_leaves_its_movements(self):
        order = self.make_sale(self.anna, 100)
        order._action_cancel()
        name = order.name
        order.unlink()
        rows = self.ledger.search([("order_model", "=", "sale.order")])
        rows = rows.filtered(lambda row: row.pool_id == self.get_pool(self.anna))
        self.assertEqual(rows.mapped("change"), [-100.0, 100.0])
        self.assertIn(name, rows[0]._get_order_description())
        self.assert_balance(self.anna, 50.0)

    def test_archived_customer_keeps_points(self):
        order = self.make_sale(self.anna, 100)
        self.anna.active = False
        order._action_cancel()
        self.assert_balance(self.anna, 50.0)
        self.give(self.anna, 5)
        self.assert_balance(self.anna, 55.0)

    def test_card_is_spent_on_its_last_day(self):
        card = self.card_of(self.anna)
        card.expiration_date = card._get_today()
        self.give(self.anna, 60)
        self.make_redemption(self.anna, 50)
        self.assert_balance(self.anna, 60.0)  # 110 - 100 + 50 for this order

    def test_expired_card_is_not_spent(self):
        card = self.card_of(self.anna)
        card.expiration_date = "2020-01-01"
        self.give(self.anna, 60)
        with self.assertRaisesRegex(ValidationError, "was valid until 01/01/2020"):
            self.make_redemption(self.anna, 50)
        self.assert_balance(self.anna, 110.0)

    def test_programme_without_company(self):
        self.program.company_id = False
        self.make_sale(self.anna, 100)
        self.assert_balance(self.anna, 150.0)
        self.assertFalse(self.get_pool(self.anna).company_id)
