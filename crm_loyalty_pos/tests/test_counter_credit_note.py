# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import CounterCommon


@tagged("post_install", "-at_install")
class TestCounterCreditNote(CounterCommon):
    """A credit note that accounting writes takes back points of a counter sale."""

    def sell_two(self, *lines):
        """Return an invoiced order of two goods at 50 that gave 100, and the card."""
        order = self.sell(self.prepare_line(50, 2), *lines, to_invoice=True)
        self.confirm(order, 100)
        self.assertEqual(order.sudo().account_move.payment_state, "paid")
        return order, self.card_of(self.anna)

    def credit(self, order, amount=None, product=None):
        """Return a posted credit note over the invoice, or ``amount`` of a product."""
        note = order.sudo().account_move._reverse_moves()
        if amount is not None:
            note.invoice_line_ids = [
                Command.clear(),
                Command.create(
                    {
                        "name": "Credit",
                        "product_id": product and product.id,
                        "price_unit": amount,
                        "tax_ids": False,
                    }
                ),
            ]
        note.action_post()
        return note

    def test_it_takes_back_all_that_the_sale_gave(self):
        order, card = self.sell_two()
        self.credit(order)
        self.assertEqual(card.points, 0.0)
        self.assertEqual(
            self.rows(order), [("earn", "order", 100.0), ("reverse", "order", -100.0)]
        )

    def test_several_parts_are_never_more_than_the_whole(self):
        order, card = self.sell_two()
        self.credit(order, 25, self.goods)
        self.assertEqual(card.points, 75.0)
        self.credit(order, 50, self.goods)
        self.assertEqual(card.points, 25.0)
        self.credit(order, 80, self.goods)
        self.assertEqual(card.points, 0.0)

    def test_withdrawn_note_gives_the_points_again_once(self):
        order, card = self.sell_two()
        note = self.credit(order, 50, self.goods)
        for _turn in range(2):
            note.button_draft()
            order.sudo().account_move._sync_order_points()
            self.assertEqual(card.points, 100.0)
            note.action_post()
            self.assertEqual(card.points, 50.0)
        note.button_draft()
        note.button_cancel()
        self.assertEqual(card.points, 100.0)
        self.assertEqual(
            self.rows(order),
            [("earn", "order", 100.0)]
            + [("reverse", "order", -50.0), ("earn", "order", 50.0)] * 3,
        )

    def test_points_given_again_are_valid_as_long_as_before(self):
        self.program.write({"expiry_mode": "earned", "expiry_months": 12})
        order, card = self.sell_two()
        order.date_order = "2026-01-31 12:00:00"
        card.pool_id.lot_ids._extend(date(2099, 12, 31), "Promised")
        self.credit(order, 50, self.goods).button_draft()
        lots = card.pool_id.lot_ids.sorted("id")
        self.assertEqual(lots.mapped("remaining"), [50.0, 50.0])
        self.assertEqual(lots.mapped("expires_on"), [date(2099, 12, 31)] * 2)

    def test_note_of_a_refund_at_the_counter_takes_nothing_more(self):
        order, card = self.sell_two()
        refund = self.refund(order, to_invoice=True, is_refund=True)
        note = refund.sudo().account_move
        self.assertEqual(
            (note.move_type, note.state, note.reversed_entry_id),
            ("out_refund", "posted", order.sudo().account_move),
        )
        self.assertEqual(card.points, 50.0)
        self.credit(order, 25, self.goods)
        self.assertEqual(card.points, 25.0)
        self.credit(order)
        self.assertEqual(card.points, 0.0)

    def test_only_credited_goods_count(self):
        other = self.make_product("Other")
        other.with_company(
            self.company
        ).property_account_income_id = self.goods.property_account_income_id
        self.program.rule_ids.product_ids = self.goods
        order, card = self.sell_two(self.prepare_line(300, product_id=other.id))
        self.credit(order, 300, other)
        self.assertEqual(card.points, 100.0)
        self.credit(order, 50, self.goods)
        self.assertEqual(card.points, 50.0)

    def test_amount_without_a_product_is_a_part_of_everything(self):
        order, card = self.sell_two()
        self.credit(order, 30)
        self.assertEqual(card.points, 70.0)

    def test_reward_that_is_credited_gives_back_its_points(self):
        card = self.give(100)
        order = self.sell(
            self.prepare_line(60), self.prepare_reward(10, 100, card), to_invoice=True
        )
        self.confirm(order, 50 - 100, card)
        self.assertEqual(card.points, 50.0)
        self.credit(order)
        self.assertEqual(card.points, 100.0)

    def test_orders_of_one_invoice_share_a_credit_note(self):
        first = self.sell(self.prepare_line(100))
        second = self.sell(self.prepare_line(50))
        self.confirm(first, 100)
        card = self.card_of(self.anna)
        self.confirm(second, 50, card)
        both = (first | second).sudo().with_context(generate_pdf=False)
        both._generate_pos_order_invoice()
        self.assertEqual(len(both.account_move), 1)
        self.credit(first, 75, self.goods)
        self.assertEqual(card.points, 75.0)
        self.assertEqual(self.rows(second)[-1], ("reverse", "order", -25.0))

    def test_note_that_is_posted_before_the_counter_tells_counts(self):
        order = self.sell(self.prepare_line(50, 2), to_invoice=True)
        self.credit(order, 50, self.goods)
        self.confirm(order, 100)
        self.assertEqual(self.card_of(self.anna).points, 50.0)
