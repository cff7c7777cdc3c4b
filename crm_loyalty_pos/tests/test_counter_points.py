# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import CounterCommon


@tagged("post_install", "-at_install")
class TestCounterPoints(CounterCommon):
    """Orders of the counter move points once, as the ledger books them."""

    def test_first_sale_makes_a_card_and_earns(self):
        order = self.sell(self.prepare_line(100))
        answer = self.confirm(order, 100)
        card = self.card_of(self.anna)
        self.assertEqual((card.points, len(card)), (100.0, 1))
        self.assertEqual(self.rows(order), [("earn", "order", 100.0)])
        row = self.ledger.search([("card_id", "=", card.id)])
        self.assertEqual(row.description, f"Counter sale {order.name}")
        update = answer["coupon_updates"][0]
        self.assertEqual((update["id"], update["points"]), (card.id, 100.0))

    def test_order_that_is_sent_twice_is_booked_once(self):
        data = self.prepare_order([self.prepare_line(100)])
        first = self.orders.sync_from_ui([dict(data)])["pos.order"][0]["id"]
        again = self.orders.sync_from_ui([dict(data)])["pos.order"][0]["id"]
        self.assertEqual(first, again)
        order = self.orders.browse(first)
        self.confirm(order, 100)
        self.confirm(order, 100)
        self.confirm(order, 100, self.card_of(self.anna))
        self.assertEqual(self.rows(order), [("earn", "order", 100.0)])

    def test_reward_is_spent_apart_from_what_is_earned(self):
        card = self.give(150)
        order = self.sell(self.prepare_line(100), self.prepare_reward(10, 100, card))
        answer = self.confirm(order, 90 - 100, card)
        self.assertEqual(
            self.rows(order), [("earn", "order", 90.0), ("spend", "reward", -100.0)]
        )
        self.assertEqual(card.points, 140.0)
        self.assertEqual(answer["coupon_updates"][0]["points"], 140.0)
        self.assertEqual(order.lines[1].coupon_id, card)

    def test_earned_and_spent_alike_are_both_told(self):
        card = self.give(100)
        order = self.sell(self.prepare_line(110), self.prepare_reward(10, 100, card))
        self.confirm(order, 0, card)
        self.assertEqual(
            self.rows(order), [("earn", "order", 100.0), ("spend", "reward", -100.0)]
        )
        self.confirm(order, 0, card)
        self.assertEqual(card.points, 100.0)

    def test_too_few_points_are_refused_before_the_payment(self):
        card = self.give(50)
        answer = self.orders.validate_coupon_programs({str(card.id): -100}, [])
        self.assertFalse(answer["successful"])
        self.assertIn("not enough points", answer["payload"]["message"])
        self.assertEqual(answer["payload"]["updated_points"], {card.id: 50.0})
        answer = self.orders.validate_coupon_programs({str(card.id): -50}, [])
        self.assertTrue(answer["successful"])

    def test_pending_points_are_not_shown_and_not_spent(self):
        self.program.points_release = "paid"
        sale = self.make_quotation(self.anna, 100)
        sale._update_programs_and_rewards()
        sale.action_confirm()
        card = self.card_of(self.anna)
        self.assertEqual((card.points, card.points_pending), (0.0, 100.0))
        shown = card.with_user(self.seller).read(card._load_pos_data_fields(None))
        self.assertEqual(shown[0]["points"], 0.0)
        answer = self.orders.validate_coupon_programs({str(card.id): -100}, [])
        self.assertFalse(answer["successful"])

    def test_expired_points_are_not_spent(self):
        card = self.give(100)
        yesterday = fields.Date.today() - timedelta(days=2)
        self.env.cr.execute(
            "UPDATE crm_loyalty_lot SET expires_on = %s WHERE pool_id = %s",
            (yesterday, card.pool_id.id),
        )
        self.env.invalidate_all()
        answer = self.orders.validate_coupon_programs({str(card.id): -100}, [])
        self.assertFalse(answer["successful"])
        self.assertEqual(card.points, 0.0)

    def test_expired_card_is_refused_in_words(self):
        card = self.give(100)
        card.expiration_date = fields.Date.today() - timedelta(days=2)
        answer = self.orders.validate_coupon_programs({str(card.id): -100}, [])
        self.assertFalse(answer["successful"])
        self.assertIn("nothing can be spent", answer["payload"]["message"])

    def test_offline_sale_without_cover_leaves_a_debt(self):
        card = self.give(60)
        order = self.sell(self.prepare_line(50), self.prepare_reward(10, 100, card))
        self.confirm(order, 40 - 100, card)
        self.assertEqual(card.points, 0.0)
        again = self.sell(self.prepare_line(50), self.prepare_reward(10, 100, card))
        self.confirm(again, 40 - 100, card)
        self.assertEqual(card.points, -60.0)
        self.assertTrue(card.pool_id.is_owing)
        self.confirm(self.sell(self.prepare_line(80)), 80, card)
        self.assertEqual((card.points, card.pool_id.is_owing), (20.0, False))

    def test_tier_and_multiplier_are_noted(self):
        self.set_tier(self.anna, self.gold)
        partner = self.anna.with_user(self.seller)
        self.assertEqual(partner.points_multiplier, 2.0)
        self.assertIn("points_multiplier", partner._load_pos_data_fields(self.counter))
        order = self.sell(self.prepare_line(100))
        self.confirm(order, 200)
        row = self.ledger.search([("pool_id", "=", self.card_of(self.anna).pool_id.id)])
        self.assertEqual((row.tier_id, row.multiplier), (self.gold, 2.0))

    def test_fractions_are_cut_to_what_the_programme_counts_in(self):
        self.program.points_digits = "0"
        order = self.sell(self.prepare_line(99.9))
        self.confirm(order, 99.9)
        self.assertEqual(self.card_of(self.anna).points, 99.0)

    def test_contact_earns_for_the_company(self):
        firm = self.make_partner("Firm", is_company=True)
        here = self.make_partner("Here", parent_id=firm.id)
        there = self.make_partner("There", parent_id=firm.id)
        self.confirm(self.sell(self.prepare_line(100), partner=here), 100)
        self.confirm(self.sell(self.prepare_line(50), partner=there), 50)
        cards = self.card_of(here) + self.card_of(there)
        self.assertEqual(cards.mapped("points"), [150.0, 150.0])
        self.assertEqual(len(cards.pool_id), 1)

    def test_points_are_not_booked_past_the_order(self):
        card = self.give(10)
        order = self.sell(self.prepare_line(100))
        order.add_loyalty_history_lines(
            [{"card_id": card.id, "order_id": order.id, "won": 9999, "spent": 0}], []
        )
        self.assertEqual((card.points, self.rows(order)), (10.0, []))

    def test_gift_cards_stay_outside_the_ledger(self):
        self.env.ref("loyalty.gift_card_product_50").active = True
        programs = self.env["loyalty.program"]
        gifts = programs.browse(programs.create_from_template("gift_card")["res_id"])
        order = self.sell(self.prepare_line(50))
        order.confirm_coupon_programs(
            {
                "-1": {
                    "points": 50,
                    "program_id": gifts.id,
                    "coupon_id": -1,
                    "code": "gift-1",
                }
            }
        )
        card = self.env["loyalty.card"].search([("code", "=", "gift-1")])
        self.assertEqual((card.points, card.pool_id.id), (50.0, False))
        self.assertEqual(card.history_ids.mapped("issued"), [50.0])
        answer = self.counter.with_user(self.seller).use_coupon_code(
            "gift-1", "2026-03-10 09:00:00", self.anna.id, False
        )
        self.assertEqual(answer["payload"]["points"], 50.0)

    def test_wallet_is_filled_and_spent(self):
        wallet = self.make_program(
            "Wallet",
            program_type="ewallet",
            applies_on="future",
            trigger_product_ids=self.goods.ids,
        )
        self.program = wallet
        self.confirm(self.sell(self.prepare_line(50.25)), 50.25)
        card = self.card_of(self.anna, wallet)
        self.assertEqual(card.points, 50.25)
        order = self.sell(self.prepare_line(30), self.prepare_reward(20.1, 20.1, card))
        self.confirm(order, -20.1, card)
        self.assertEqual(card.points, 30.15)
        self.assertEqual(self.rows(order), [("spend", "reward", -20.1)])
