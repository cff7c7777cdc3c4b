# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestOrderPoints(LoyaltyCommon):
    """The tier's multiplier changes what an order awards, everywhere alike."""

    def assert_awarded(self, order, points, program=None):
        """Entry, history and a card that was empty before say the same."""
        name = (program or self.program).name
        self.assertEqual(self.entries(order), {name: points})
        self.assertEqual(self.history(order), {name: (points, 0.0)})
        card = self.card_of(order.partner_id, program)
        self.assertEqual(card.mapped("points"), [points])

    def test_preview_is_what_confirmation_awards(self):
        self.set_tier(self.anna, self.gold)
        order = self.make_quotation(self.anna, 100)  # 100 € × 1 point × 2

        self.assertEqual(self.preview(order), {"Points club": 200.0})
        self.assertEqual(self.card_of(self.anna).points, 0.0)
        order.action_confirm()

        self.assert_awarded(order, 200.0)

    def test_programme_answers_with_the_multiplied_points(self):
        self.set_tier(self.anna, self.gold)
        order = self.make_quotation(self.anna, 100)

        self.assertEqual(order._get_applicable_program_points(), {self.program: 200.0})

    def test_salesperson_confirms_alike(self):
        self.set_tier(self.anna, self.gold)
        seller = self.make_user("seller", "sales_team.group_sale_salesman")
        order = self.make_quotation(self.anna, 100, user=seller)

        order.action_confirm()

        self.assert_awarded(order.sudo(), 200.0)
        self.assertEqual(order.points_note, "Gold: points × 2")

    def test_customer_without_profile_collects_plain_points(self):
        order = self.make_quotation(self.anna, 100)

        order.action_confirm()

        self.assert_awarded(order, 100.0)

    def test_customer_without_tier_collects_plain_points(self):
        self.set_tier(self.anna, self.env["crm.value.tier"])
        order = self.make_quotation(self.anna, 100)

        order.action_confirm()

        self.assert_awarded(order, 100.0)

    def test_tier_changed_on_the_quotation_counts(self):
        self.set_tier(self.anna, self.gold)
        order = self.make_quotation(self.anna, 100)
        self.preview(order)

        self.set_tier(self.anna, self.silver)
        order.action_confirm()

        self.assert_awarded(order, 150.0)

    def test_points_are_cut_as_core_cuts_them(self):
        self.set_tier(self.anna, self.silver)
        order = self.make_quotation(self.anna, 33.33)  # 33.33 × 1.5 = 49.995

        order.action_confirm()

        self.assert_awarded(order, 49.99)

    def test_points_per_unit_and_per_order_are_multiplied(self):
        self.program.active = False
        rules = [
            Command.create({"reward_point_mode": "unit", "reward_point_amount": 3}),
            Command.create({"reward_point_mode": "order", "reward_point_amount": 10}),
        ]
        mixed = self.make_program("Mixed")
        mixed.rule_ids = [Command.clear(), *rules]
        self.set_tier(self.anna, self.gold)
        order = self.make_quotation(self.anna, 100)
        order.order_line.product_uom_qty = 4

        order.action_confirm()

        self.assert_awarded(order, 44.0, mixed)  # (4 × 3 + 10) × 2

    def test_zero_multiplier_awards_nothing_and_the_card_still_pays(self):
        self.gold.points_multiplier = 0.0
        self.set_tier(self.anna, self.gold)
        card = self.env["loyalty.card"].create(
            {
                "program_id": self.program.id,
                "partner_id": self.anna.id,
                "points": 120,
            }
        )
        order = self.make_quotation(self.anna, 100)
        self.preview(order)
        order._apply_program_reward(self.program.reward_ids, card)

        order.action_confirm()

        self.assertEqual(self.history(order), {"Points club": (0.0, 100.0)})
        self.assertEqual(card.points, 20.0)

    def test_zero_multiplier_makes_no_card(self):
        self.gold.points_multiplier = 0.0
        self.set_tier(self.anna, self.gold)
        order = self.make_quotation(self.anna, 100)

        order.action_confirm()

        self.assertFalse(self.card_of(self.anna))
        self.assertEqual(self.history(order), {})

    def test_contact_collects_by_the_tier_of_the_company(self):
        firm = self.make_partner("Firm", is_company=True)
        clerk = self.make_partner("Clerk", parent_id=firm.id)
        self.set_tier(firm, self.gold)
        order = self.make_quotation(clerk, 100)

        order.action_confirm()

        self.assert_awarded(order, 200.0)

    def test_company_of_the_order_decides(self):
        other = self.env["res.company"].create(
            {"name": "Other", "currency_id": self.company.currency_id.id}
        )
        self.env.user.company_ids |= other
        self.program.company_id = False
        self.set_tier(self.anna, self.gold)
        self.set_tier(self.anna, self.silver, company=other)

        here = self.make_quotation(self.anna, 100)
        there = self.make_quotation(self.anna, 100, company=other)
        both = (self.company | other).ids  # the seller works in the first
        (here | there).with_context(allowed_company_ids=both).action_confirm()

        self.assertEqual(self.entries(here), {"Points club": 200.0})
        self.assertEqual(self.entries(there), {"Points club": 150.0})
        self.assertEqual(self.card_of(self.anna).points, 350.0)

    def test_programme_may_ignore_the_tier(self):
        self.program.is_tier_multiplied = False
        self.set_tier(self.anna, self.gold)
        order = self.make_quotation(self.anna, 100)

        order.action_confirm()

        self.assert_awarded(order, 100.0)

    def test_other_programmes_are_untouched(self):
        self.program.active = False
        self.set_tier(self.anna, self.gold)
        per_order = {"reward_point_mode": "order"}
        money = {"reward_point_mode": "money", "product_ids": self.goods.ids}
        programs = self.env["loyalty.program"]
        for kind, applies_on, rule in [
            ("promotion", "current", per_order),
            ("buy_x_get_y", "both", per_order),
            ("next_order_coupons", "future", per_order),
            ("gift_card", "future", money),
            ("ewallet", "future", money),
            ("loyalty", "current", per_order),
        ]:
            programs |= self.make_program(
                kind, rule=rule, program_type=kind, applies_on=applies_on
            )
        order = self.make_quotation(self.anna, 50)

        given = order._program_check_compute_points(programs)

        self.assertEqual(
            [(program.name, given[program]["points"]) for program in programs],
            [
                ("promotion", [1.0]),
                ("buy_x_get_y", [1.0]),
                ("next_order_coupons", [1.0]),
                ("gift_card", [50.0]),
                ("ewallet", [50.0]),
                ("loyalty", [1.0]),
            ],
        )

    def test_hook_replaces_the_multiplier(self):
        order = self.make_quotation(self.anna, 100)

        def triple_weekend(order, program):
            return 3.0

        with patch.object(type(order), "_get_points_multiplier", triple_weekend):
            order.action_confirm()

        self.assert_awarded(order, 300.0)
