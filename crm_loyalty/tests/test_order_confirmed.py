# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestOrderConfirmed(LoyaltyCommon):
    """A confirmed order keeps what it awarded, and takes exactly that back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_tier(cls.anna, cls.gold)
        cls.card = cls.env["loyalty.card"].create(
            {"program_id": cls.program.id, "partner_id": cls.anna.id, "points": 30}
        )

    def make_confirmed(self, amount=100.0):
        order = self.make_quotation(self.anna, amount)
        order.action_confirm()
        self.assertEqual(self.card.points, 30 + 2 * amount)
        return order

    def assert_kept(self, order, points):
        self.assertEqual(self.entries(order), {"Points club": points})
        self.assertEqual(self.history(order), {"Points club": (points, 0.0)})
        self.assertEqual(self.card.points, 30 + points)

    def assert_taken_back(self, order):
        order._action_cancel()
        self.assertEqual(self.card.points, 30.0)
        self.assertEqual(self.history(order), {})
        self.assertEqual(self.card_of(self.anna), self.card)

    def test_tier_and_multiplier_stand_on_the_order(self):
        order = self.make_confirmed()

        self.set_tier(self.anna, self.silver)
        self.gold.points_multiplier = 5.0

        self.assertEqual(order.awarded_tier_id, self.gold)
        self.assertEqual(order.awarded_multiplier, 2.0)

    def test_order_without_tier_says_so(self):
        order = self.make_quotation(self.make_partner("Ben"), 100)

        order.action_confirm()

        self.assertFalse(order.awarded_tier_id)
        self.assertEqual(order.awarded_multiplier, 1.0)

    def test_cancelling_takes_back_what_was_awarded(self):
        self.assert_taken_back(self.make_confirmed())

    def test_cancelling_after_a_tier_change_takes_back_the_same(self):
        order = self.make_confirmed()

        self.set_tier(self.anna, self.silver)
        self.gold.points_multiplier = 7.0

        self.assert_taken_back(order)

    def test_updating_rewards_after_a_tier_change_awards_the_same(self):
        order = self.make_confirmed()
        self.set_tier(self.anna, self.silver)

        order._update_programs_and_rewards()

        self.assert_kept(order, 200.0)
        self.assert_taken_back(order)

    def test_updating_rewards_after_a_line_change_awards_in_proportion(self):
        order = self.make_confirmed()
        order.order_line.product_uom_qty = 3  # core prices it anew: 3 × 1

        order._update_programs_and_rewards()

        self.assertEqual(self.history(order), {"Points club": (6.0, 0.0)})
        self.assertEqual(self.card.points, 36.0)
        self.assert_taken_back(order)

    def test_updating_rewards_after_the_switch_awards_the_same(self):
        order = self.make_confirmed()
        self.program.is_tier_multiplied = False

        order._update_programs_and_rewards()

        self.assert_kept(order, 200.0)
        self.assert_taken_back(order)

    def test_updating_rewards_after_the_programme_ended_awards_the_same(self):
        order = self.make_confirmed()
        self.program.active = False

        order._update_programs_and_rewards()

        self.assert_kept(order, 200.0)
        self.assert_taken_back(order)

    def test_programme_that_began_later_awards_with_the_frozen_multiplier(self):
        self.program.active = False
        order = self.make_quotation(self.anna, 100)
        order.action_confirm()
        self.assertEqual(self.card.points, 30.0)

        self.set_tier(self.anna, self.silver)
        self.program.active = True
        order._update_programs_and_rewards()

        self.assert_kept(order, 200.0)
        self.assert_taken_back(order)

    def test_spent_and_awarded_points_come_back_together(self):
        self.card.points = 130
        order = self.make_quotation(self.anna, 100)
        self.preview(order)
        order._apply_program_reward(self.program.reward_ids, self.card)

        order.action_confirm()  # earns 100 × 2, spends 100
        self.assertEqual(self.history(order), {"Points club": (200.0, 100.0)})
        self.assertEqual(self.card.points, 230.0)

        order._action_cancel()
        self.assertEqual(self.card.points, 130.0)

    def test_order_confirmed_again_takes_the_present_tier(self):
        order = self.make_confirmed()
        order._action_cancel()
        self.set_tier(self.anna, self.silver)
        order.action_draft()

        order.action_confirm()

        self.assert_kept(order, 150.0)
        self.assertEqual(order.awarded_tier_id, self.silver)
        self.assertEqual(order.awarded_multiplier, 1.5)

    def test_copy_of_an_order_starts_anew(self):
        copy = self.make_confirmed().copy()

        self.assertFalse(copy.awarded_tier_id)
        self.assertEqual(copy.awarded_multiplier, 1.0)

    def test_many_orders_freeze_their_own_multiplier(self):
        ben = self.make_partner("Ben")
        self.set_tier(ben, self.silver)
        orders = self.make_quotation(self.anna) | self.make_quotation(ben)

        orders.action_confirm()

        self.assertEqual(orders.mapped("awarded_multiplier"), [2.0, 1.5])
        self.assertEqual(self.card.points, 230.0)
        self.assertEqual(self.card_of(ben).points, 150.0)
