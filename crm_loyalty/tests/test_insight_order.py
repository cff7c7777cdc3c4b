# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestInsightOrder(LoyaltyCommon):
    """What an order tells of points: as a quotation, and once it is confirmed."""

    def story(self, order):
        lines = (order.points_story or {}).get("lines", [])
        return [(line["kind"], line["text"]) for line in lines]

    def test_quotation_tells_what_it_earns_and_the_next_reward(self):
        self.set_tier(self.anna, self.silver)

        self.assertEqual(
            self.story(self.make_quotation(self.anna, 60)),
            [
                ("earn", "This order earns 90 points in “Points club” (Silver × 1.5)."),
                ("next", "Then 10 points more for the reward “10 € on your order”."),
            ],
        )

    def test_story_follows_what_is_typed(self):
        with Form(self.env["sale.order"]) as form:
            self.assertFalse(form.points_story)
            form.partner_id = self.anna
            with form.order_line.new() as line:
                line.product_id = self.goods
                line.price_unit = 30
                line.tax_ids.clear()
            first = form.points_story["lines"][0]["text"]
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 2
            second = form.points_story["lines"][0]["text"]

        self.assertEqual(first, "This order earns 30 points in “Points club”.")
        self.assertEqual(second, "This order earns 60 points in “Points club”.")

    def test_pending_points_are_told(self):
        self.program.points_release = "paid"
        order = self.make_quotation(self.anna, 200)
        self.assertEqual(
            self.story(order),
            [
                (
                    "earn",
                    "This order earns 200 points in “Points club”, pending until the "
                    "invoice is paid.",
                )
            ],
        )

        order.action_confirm()
        self.assertEqual(
            self.story(order),
            [
                (
                    "earn",
                    "200 points of this order are pending in “Points club”. "
                    "Balance: 0 points.",
                )
            ],
        )

    def test_rewards_and_what_is_left(self):
        self.make_quotation(self.anna, 150).action_confirm()
        order = self.make_quotation(self.anna, 60)
        order._update_programs_and_rewards()
        card = self.card_of(self.anna)
        order._apply_program_reward(self.program.reward_ids, card)

        self.assertEqual(
            self.story(order)[1],
            (
                "spend",
                "Its rewards cost 100 points; of 150 points, 50 points are left.",
            ),
        )
        order.action_confirm()
        self.assertEqual(
            self.story(order),
            [
                (
                    "earn",
                    "This order gave 60 points in “Points club”. Balance: 110 points.",
                ),
                ("spend", "Its rewards cost 100 points."),
            ],
        )
        order._action_cancel()
        self.assertEqual(self.story(order), [])

    def test_points_that_were_taken_back(self):
        order = self.make_quotation(self.anna, 150)
        order.action_confirm()
        order.order_line.product_uom_qty = 0
        self.assertEqual(
            self.story(order),
            [
                (
                    "earn",
                    "What this order gave in “Points club” was taken back. "
                    "Balance: 0 points.",
                )
            ],
        )

    def test_tier_without_points_and_no_program(self):
        self.silver.points_multiplier = 0
        self.set_tier(self.anna, self.silver)
        order = self.make_quotation(self.anna)
        self.assertEqual(self.story(order), [("earn", "Silver: earns no points")])

        self.program.active = False
        self.env.invalidate_all()
        self.assertEqual(self.story(order), [])

    def test_way_to_the_next_tier_is_told_without_this_order(self):
        """Anna spends 100 a year, High begins at 300: 200 are missing."""
        tier = self.set_tier(self.anna, self.low).tier_id
        outlook = self.env.registry["crm.value.outlook"]

        def tell(model, profiles):
            line = {"kind": "reach", "text": "Spend more to reach High.", "hint": ""}
            keep = {"kind": "keep", "text": f"Keep {tier.name}.", "hint": ""}
            return {row.id: {"as_of": "", "lines": [keep, line]} for row in profiles}

        self.patch(outlook, "_tell", tell)

        self.assertEqual(
            self.story(self.make_quotation(self.anna, 60))[-1],
            ("tier", "Without this order: Spend more to reach High."),
        )

    def test_reader_without_loyalty_rights_sees_the_story(self):
        order = self.make_quotation(self.anna, 60)
        reader = self.make_user("story_reader", "account.group_account_invoice")
        self.env.invalidate_all()

        self.assertEqual(
            self.story(order.with_user(reader))[0],
            ("earn", "This order earns 60 points in “Points club”."),
        )

    def test_order_of_another_company_earns_nothing_here(self):
        other = self.make_company("Other company")
        self.program.company_id = other
        self.assertEqual(self.story(self.make_quotation(self.anna, 60)), [])

    def test_empty_order_and_unsaved_order_say_nothing(self):
        empty = self.env["sale.order"].create(
            {"partner_id": self.anna.id, "order_line": [Command.clear()]}
        )
        self.assertEqual(self.story(empty), [])
        self.assertEqual(self.story(self.env["sale.order"].new({})), [])
