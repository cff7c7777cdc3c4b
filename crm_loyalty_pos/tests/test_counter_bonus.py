# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_loyalty.tests.earning_common import EarningCommon
from odoo.addons.crm_loyalty.tests.ledger_orders_common import LedgerOrdersCommon

from .common import CounterCommon


@tagged("post_install", "-at_install")
class TestCounterBonus(CounterCommon, EarningCommon, LedgerOrdersCommon):
    """Sales at the counter are purchases for earning rules, each once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods.categ_id = cls.env["product.category"].create({"name": "Wares"})
        cls.today = cls.env["crm.value.night"]._get_today(cls.company)

    def run_today(self):
        return self.run_day(self.today)

    def get_bonuses(self, rule):
        return [row[2:4] for row in self.bonuses(rule)]

    def credit(self, order, amount=None):
        note = order.sudo().account_move._reverse_moves()
        if amount is not None:
            note.invoice_line_ids = [
                Command.clear(),
                Command.create(
                    {
                        "product_id": self.goods.id,
                        "price_unit": amount,
                        "tax_ids": False,
                    }
                ),
            ]
        note.action_post()
        return note

    def test_every_rule_about_purchases_knows_the_counter(self):
        rules = [
            self.make_rule("order_confirmed", 1, point_mode="money"),
            self.make_rule("invoice_paid", 2, point_mode="unit"),
            self.make_rule("nth_purchase", 3, purchase_number=2),
            self.make_rule("amount_reached", 4, minimum_amount=150),
            self.make_rule("product", 5, product_ids=self.goods.ids, point_mode="unit"),
            self.make_rule(
                "product", 6, category_ids=self.goods.categ_id.ids, minimum_amount=101
            ),
        ]
        self.buy(self.anna, "2026-03-10", 60)
        sale = self.sell(self.prepare_line(50, 2))
        for _turn in range(2):
            self.run_today()
        self.assertEqual(
            [self.get_bonuses(rule) for rule in rules],
            [
                [("earn", 100.0)],
                [("earn", 4.0)],
                [("earn", 3.0)],
                [("earn", 4.0)],
                [("earn", 10.0)],
                [],
            ],
        )
        rows = self.ledger.search([("earning_rule_id", "in", [r.id for r in rules])])
        self.assertEqual(
            {(row.order_model, row.order_id) for row in rows}, {("pos.order", sale.id)}
        )

    def test_amounts_are_untaxed_less_rewards_in_the_companys_currency(self):
        rule = self.make_rule("order_confirmed", 1, point_mode="money")
        paid = self.make_rule("invoice_paid", 1, point_mode="money")
        product = self.make_rule(
            "product", 1, product_ids=self.goods.ids, point_mode="money"
        )
        card = self.give(100)
        self.sell(
            self.prepare_line(100, price_subtotal=80),
            self.prepare_reward(10, 100, card),
        ).sudo().currency_rate = 2.0
        self.run_today()
        self.assertEqual(self.get_bonuses(rule), [("earn", 35.0)])
        self.assertEqual(self.get_bonuses(paid), [("earn", 35.0)])
        self.assertEqual(self.get_bonuses(product), [("earn", 40.0)])

    def test_invoice_of_a_sale_is_no_second_event(self):
        rule = self.make_rule("invoice_paid", 20)
        self.sell(self.prepare_line(100), to_invoice=True)
        later = self.sell(self.prepare_line(50)).sudo()
        self.run_today()
        later.with_context(generate_pdf=False).action_pos_order_invoice()
        self.assertEqual(later.account_move.payment_state, "paid")
        later.account_move.points_paid_on = self.today
        self.run_today()
        self.assertEqual(self.get_bonuses(rule), [("earn", 20.0)] * 2)

    def test_sale_that_is_still_open_is_none(self):
        rule = self.make_rule("order_confirmed", 20)
        self.sell(self.prepare_line(100), state="draft", payment_ids=[], amount_paid=0)
        self.run_today()
        self.assertEqual(self.get_bonuses(rule), [])

    def test_refunds_take_bonuses_back_in_proportion(self):
        money = self.make_rule("order_confirmed", 1, point_mode="money")
        fixed = self.make_rule("invoice_paid", 20)
        sale = self.sell(self.prepare_line(50, 2))
        self.run_today()
        self.refund(sale)
        self.assertEqual(self.get_bonuses(money)[1:], [("reverse", -50.0)])
        self.assertEqual(self.get_bonuses(fixed)[1:], [])
        self.refund(sale)
        self.assertEqual(self.get_bonuses(money)[2:], [("reverse", -50.0)])
        self.assertEqual(self.get_bonuses(fixed)[1:], [("reverse", -20.0)])
        self.run_today()
        self.assertEqual(len(self.bonuses()), 5)

    def test_credit_note_takes_a_bonus_until_it_is_withdrawn(self):
        units = self.make_rule("product", 5, product_ids=self.goods.ids)
        units.point_mode = "unit"
        paid = self.make_rule("invoice_paid", 20)
        sale = self.sell(self.prepare_line(50, 2), to_invoice=True)
        self.run_today()
        note = self.credit(sale, 50)
        self.assertEqual(self.get_bonuses(units)[1:], [("reverse", -5.0)])
        note.button_draft()
        self.assertEqual(self.get_bonuses(units)[2:], [("earn", 5.0)])
        note = self.credit(sale)
        self.run_today()
        self.assertEqual(self.get_bonuses(paid)[1:], [("reverse", -20.0)])
        note.button_draft()
        self.run_today()
        self.assertEqual(self.get_bonuses(paid)[2:], [("earn", 20.0)])

    def test_sale_on_account_is_paid_when_its_invoice_is(self):
        order = self.make_rule("order_confirmed", 10)
        paid = self.make_rule("invoice_paid", 20)
        sale = self.sell(
            self.prepare_line(100),
            to_invoice=True,
            payment_ids=self.prepare_payments(account=100),
        ).sudo()
        self.run_today()
        self.assertEqual(self.get_bonuses(order), [("earn", 10.0)])
        self.assertEqual(self.get_bonuses(paid), [])
        self.pay(sale.account_move)
        self.run_today()
        self.assertEqual(self.get_bonuses(paid), [("earn", 20.0)])
        sale.account_move.line_ids.remove_move_reconcile()
        self.assertEqual(self.get_bonuses(paid)[1:], [("reverse", -20.0)])
        self.assertEqual(self.get_bonuses(order), [("earn", 10.0)])

    def test_goods_of_an_order_that_the_counter_settles_count_once(self):
        rule = self.make_rule("product", 1, category_ids=self.goods.categ_id.ids)
        rule.point_mode = "money"
        paid = self.make_rule("invoice_paid", 5, point_mode="unit")
        order = self.make_quotation(self.anna, 70)
        order.action_confirm()
        settled = {
            "sale_order_origin_id": order.id,
            "sale_order_line_id": order.order_line.id,
        }
        self.sell(self.prepare_line(70, **settled))
        self.sell(self.prepare_line(70, **settled), self.prepare_line(30))
        self.run_today()
        self.assertEqual(
            sorted(self.get_bonuses(rule)), [("earn", 30.0), ("earn", 70.0)]
        )
        self.assertEqual(self.get_bonuses(paid), [("earn", 5.0)])

    def test_bonus_that_comes_first_does_not_hide_the_sales_own_points(self):
        self.make_rule("order_confirmed", 20)
        sale = self.sell(self.prepare_line(100))
        self.run_today()
        for _turn in range(2):
            self.confirm(sale, 100, self.card_of(self.anna))
        self.assertEqual(
            self.rows(sale),
            [("earn", "order_confirmed", 20.0), ("earn", "order", 100.0)],
        )

    def test_sales_from_before_count_on_their_own_day(self):
        paid = self.make_rule("invoice_paid", 20)
        order = self.make_rule("order_confirmed", 10)
        sales = [self.sell(self.prepare_line(50, 2)).sudo() for _number in range(2)]
        sales.append(
            self.sell(
                self.prepare_line(100), payment_ids=self.prepare_payments(account=100)
            ).sudo()
        )
        for sale in sales:
            sale.write({"counted_at": False, "points_paid_on": False})
        self.refund(sales[0])
        self.run_today()
        self.assertEqual(self.bonuses(), [])
        self.run_day("2026-03-10")
        self.assertEqual(self.get_bonuses(paid), [("earn", 20.0)] * 2)
        self.assertEqual(self.get_bonuses(order), [("earn", 10.0)] * 3)
        sales[1].with_context(generate_pdf=False).action_pos_order_invoice()
        sales[1].account_move.points_paid_on = self.today
        self.run_today()
        self.assertEqual(self.get_bonuses(paid), [("earn", 20.0)] * 2)

    def test_refund_that_meets_the_run_is_seen_by_the_next(self):
        rule = self.make_rule("order_confirmed", 20)
        sale = self.sell(self.prepare_line(100))
        self.run_today()
        line = sale.sudo().lines
        line.copy({"qty": -1, "refunded_orderline_id": line.id})
        self.assertEqual(self.get_bonuses(rule), [("earn", 20.0)])
        self.run_today()
        self.assertEqual(self.get_bonuses(rule)[1:], [("reverse", -20.0)])

    def test_sales_are_events_for_everybody(self):
        sale = self.sell(self.prepare_line(100))
        events = self.env["crm.customer.event"]
        self.assertIn("counter_sale", dict(events._get_event_selection()))
        queries = events._get_event_queries(self.company, self.today, self.today)
        self.env.flush_all()
        rows = [
            (row["partner_id"], row["day"], row["key"], row["model"], row["res_id"])
            for name in ("counter_sale", "first_contact")
            for row in self.env.execute_query_dict(queries[name])
            if row["partner_id"] == self.anna.id
        ]
        own = f"pos.order,{sale.id}"
        key = f"res.partner,{self.anna.id},{self.company.id}"
        self.assertEqual(
            rows,
            [
                (self.anna.id, self.today, own, "pos.order", sale.id),
                (self.anna.id, self.today, key, "pos.order", sale.id),
            ],
        )

    def test_rules_say_that_the_counter_counts(self):
        for event in ("order_confirmed", "invoice_paid"):
            self.assertIn("at the counter", self.make_rule(event).sentence)

    def test_time_is_noted_in_the_companys_zone(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        sale = self.sell(self.prepare_line(100)).sudo()
        today = self.env["crm.value.night"]._get_today(self.company)
        self.assertEqual(sale.points_paid_on, today)
        self.assertLess((fields.Datetime.now() - sale.counted_at).total_seconds(), 60)
