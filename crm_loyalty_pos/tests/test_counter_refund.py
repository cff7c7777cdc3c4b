# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import CounterCommon


@tagged("post_install", "-at_install")
class TestCounterRefund(CounterCommon):
    """What comes back to the counter takes back what it gave, once."""

    def sell_two(self):
        order = self.sell(self.prepare_line(50, 2))
        self.confirm(order, 100)
        return order, self.card_of(self.anna)

    def test_refund_takes_back_what_the_goods_gave(self):
        order, card = self.sell_two()
        refund = self.refund(order)
        answer = self.confirm(refund, 0, card)
        self.assertEqual(card.points, 50.0)
        self.assertEqual(answer["coupon_updates"][0]["points"], 50.0)
        self.assertEqual(
            self.rows(order), [("earn", "order", 100.0), ("reverse", "order", -50.0)]
        )
        self.confirm(self.refund(order), 0, card)
        self.assertEqual(card.points, 0.0)

    def test_counter_that_subtracts_by_itself_is_not_booked_twice(self):
        order, card = self.sell_two()
        self.confirm(self.refund(order), -50, card)
        self.assertEqual(card.points, 50.0)

    def test_goods_bought_with_a_refund_earn(self):
        order, card = self.sell_two()
        exchange = self.refund(order, 1, self.prepare_line(80))
        self.confirm(exchange, 80 - 50, card)
        self.assertEqual(card.points, 130.0)
        self.assertEqual(self.rows(exchange), [("earn", "order", 80.0)])

    def test_points_that_were_spent_meanwhile_are_a_debt(self):
        order, card = self.sell_two()
        spent = self.sell(self.prepare_line(10), self.prepare_reward(10, 100, card))
        self.confirm(spent, -100, card)
        self.refund(order, 2)
        self.assertEqual(card.points, -100.0)

    def test_reward_that_comes_back_gives_back_its_points(self):
        card = self.give(100)
        order = self.sell(self.prepare_reward(-10, 100, card))
        self.confirm(order, -100, card)
        self.assertEqual(card.points, 0.0)
        self.refund(order)
        self.assertEqual(card.points, 100.0)
        self.assertEqual(
            self.rows(order),
            [("spend", "reward", -100.0), ("reverse", "reward", 100.0)],
        )

    def test_refund_from_the_back_office_counts_when_it_is_paid(self):
        order, card = self.sell_two()
        action = order.sudo().refund()
        refund = order.sudo().browse(action["res_id"])
        self.assertEqual(card.points, 100.0)
        method = self.counter.payment_method_ids.filtered("is_cash_count")[:1]
        payment = self.env["pos.make.payment"].with_context(
            active_id=refund.id, active_ids=refund.ids
        )
        payment.create(
            {"amount": refund.amount_total, "payment_method_id": method.id}
        ).check()
        self.assertEqual((refund.state, card.points), ("paid", 0.0))

    def test_only_goods_that_gave_points_take_some_back(self):
        other = self.make_product("Other")
        self.program.rule_ids.product_ids = self.goods
        order = self.sell(
            self.prepare_line(50), self.prepare_line(70, product_id=other.id)
        )
        self.confirm(order, 50)
        card = self.card_of(self.anna)
        line = order.lines[1]
        back = self.prepare_line(
            70, -1, product_id=other.id, refunded_orderline_id=line.id
        )
        self.orders.sync_from_ui([self.prepare_order([back])])
        self.assertEqual(card.points, 50.0)
        self.refund(order)
        self.assertEqual(card.points, 0.0)

    def test_points_of_the_whole_order_go_with_the_last_goods(self):
        self.program.rule_ids.reward_point_mode = "order"
        order = self.sell(self.prepare_line(50, 2))
        self.confirm(order, 1)
        card = self.card_of(self.anna)
        self.refund(order)
        self.assertEqual(card.points, 1.0)
        self.refund(order)
        self.assertEqual(card.points, 0.0)

    def test_exchange_for_goods_of_the_same_price_earns_what_it_takes(self):
        order, card = self.sell_two()
        exchange = self.refund(order, 1, self.prepare_line(50))
        self.confirm(exchange, 0, card)
        self.assertEqual(self.rows(order)[1:], [("reverse", "order", -50.0)])
        self.assertEqual(self.rows(exchange), [("earn", "order", 50.0)])
        self.assertEqual(card.points, 100.0)
        self.confirm(exchange, 0, card)
        self.assertEqual(card.points, 100.0)

    def test_exchange_for_cheaper_goods(self):
        order, card = self.sell_two()
        exchange = self.refund(order, 1, self.prepare_line(20))
        self.confirm(exchange, 20 - 50, card)
        self.assertEqual(self.rows(exchange), [("earn", "order", 20.0)])
        self.assertEqual(card.points, 70.0)

    def test_exchange_of_the_last_goods_keeps_points_of_the_whole_order(self):
        self.program.rule_ids.reward_point_mode = "order"
        order = self.sell(self.prepare_line(50, 2))
        self.confirm(order, 1)
        card = self.card_of(self.anna)
        exchange = self.refund(order, 1, self.prepare_line(50))
        self.confirm(exchange, 1, card)
        self.assertEqual(card.points, 2.0)
        exchange = self.refund(order, 1, self.prepare_line(50))
        self.confirm(exchange, 1, card)
        self.assertEqual(card.points, 2.0)
        other = self.sell(self.prepare_line(50))
        self.confirm(other, 1, card)
        self.confirm(self.refund(other, 1, self.prepare_line(50)), 0, card)
        self.assertEqual(card.points, 3.0)

    def test_exchange_gives_what_was_taken_not_a_share_of_it(self):
        self.program.write({"points_digits": "0"})
        order = self.sell(self.prepare_line(10), self.prepare_line(20.5))
        self.confirm(order, 30)
        card = self.card_of(self.anna)
        exchange = self.refund(order, 1, self.prepare_line(10))
        self.confirm(exchange, 0, card)
        self.assertEqual(card.points, 30.0)

    def test_exchange_that_the_counter_does_not_count(self):
        """Rules with a least quantity find too little in sum, as most of them do."""
        order, card = self.sell_two()
        exchange = self.refund(order, 1, self.prepare_line(80))
        self.confirm(exchange, 0, card)
        self.assertEqual(card.points, 130.0)
        other = self.make_product("Other")
        self.program.rule_ids.product_ids = self.goods
        exchange = self.refund(order, 1, self.prepare_line(50, product_id=other.id))
        self.confirm(exchange, 0, card)
        self.assertEqual(card.points, 80.0)

    def test_exchange_where_units_count(self):
        self.program.rule_ids.reward_point_mode = "unit"
        order = self.sell(self.prepare_line(50, 2))
        self.confirm(order, 2)
        card = self.card_of(self.anna)
        self.confirm(self.refund(order, 2, self.prepare_line(80)), 0, card)
        self.assertEqual(card.points, 1.0)

    def test_who_owes_points_may_buy_but_not_spend(self):
        order, card = self.sell_two()
        card._adjust(-100, "Spent")
        self.refund(order, 2)
        self.assertEqual(card.points, -100.0)
        for change, is_granted in ((30, True), (0, True), (-1, False)):
            answer = self.orders.validate_coupon_programs({str(card.id): change}, [])
            self.assertEqual(answer["successful"], is_granted, change)
