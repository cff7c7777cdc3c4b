# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .ledger_orders_common import LedgerOrdersCommon


@tagged("post_install", "-at_install")
class TestBalanceWizard(LedgerOrdersCommon):
    """Managers adjust by what they saw; nothing that came in meanwhile is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.give(cls.anna, 30)
        cls.card = cls.card_of(cls.anna)
        cls.boss = cls.make_user(
            "boss", "crm_loyalty.group_manager,sales_team.group_sale_salesman"
        )

    def open_window(self, user=None):
        wizards = self.env["loyalty.card.update.balance"].with_user(user or self.boss)
        return Form(wizards.with_context(default_card_id=self.card.id))

    def test_difference_is_booked_with_reason_and_user(self):
        with self.open_window() as window:
            window.new_balance = 20
            window.description = "Counted twice"
        window.record.action_update_card_point()
        self.assert_balance(self.anna, 20.0)
        row = self.ledger.search(
            [("pool_id", "=", self.card.pool_id.id)], order="id desc", limit=1
        )
        self.assertEqual(
            (row.kind, row.event, row.used, row.reason, row.create_uid),
            ("adjust", "adjustment", 10.0, "Counted twice", self.boss),
        )

    def test_points_that_came_in_meanwhile_stay(self):
        with self.open_window() as window:
            window.new_balance = 20  # of the 30 that the window shows
            window.description = "Correction"
            self.give(self.anna, 50)
        window.record.action_update_card_point()
        self.assert_balance(self.anna, 70.0)

    def test_more_than_is_left_is_refused(self):
        with self.open_window() as window:
            window.new_balance = 0
            window.description = "Correction"
        self.give(self.anna, -25)
        with (
            self.assertRaisesRegex(ValidationError, "has 5 points.*30 points can't"),
            self.cr.savepoint(),
        ):
            window.record.action_update_card_point()
        self.assert_balance(self.anna, 5.0)

    def test_same_and_negative_balance_are_refused(self):
        for balance in (30, -1):
            with self.open_window() as window:
                window.new_balance = balance
                window.description = "Correction"
            with self.assertRaisesRegex(ValidationError, "0 or more"):
                window.record.action_update_card_point()
        self.assert_balance(self.anna, 30.0)

    def test_fractions_are_refused_where_points_are_whole(self):
        self.program.points_digits = "0"
        with self.open_window() as window:
            window.new_balance = 30.5
            window.description = "Correction"
        with self.assertRaisesRegex(ValidationError, "whole points"):
            window.record.action_update_card_point()

    def test_salesperson_may_not(self):
        seller = self.make_user("seller", "sales_team.group_sale_manager")
        with self.open_window(seller) as window:
            window.new_balance = 9999
            window.description = "Mine"
        with self.assertRaises(AccessError):
            window.record.action_update_card_point()
        self.assert_balance(self.anna, 30.0)

    def test_seen_balance_cannot_be_made_up(self):
        """Who lies about what was seen gets the same points as by asking."""
        wizard = (
            self.env["loyalty.card.update.balance"]
            .with_user(self.boss)
            .create(
                {
                    "card_id": self.card.id,
                    "opened_balance": 1000,
                    "new_balance": 0,
                    "description": "Correction",
                }
            )
        )
        with (
            self.assertRaisesRegex(ValidationError, "30 points.*1000 points can't"),
            self.cr.savepoint(),
        ):
            wizard.action_update_card_point()
        self.assert_balance(self.anna, 30.0)


@tagged("post_install", "-at_install")
class TestGenerateWizard(LedgerOrdersCommon):
    """Cards are made for those who were chosen, by those who may give points."""

    def make_wizard(self, user=None, **values):
        wizards = self.env["loyalty.generate.wizard"]
        if user:
            wizards = wizards.with_user(user)
        return wizards.create(
            {
                "program_id": self.program.id,
                "mode": "selected",
                "points_granted": 10,
                "description": "Welcome",
                **values,
            }
        )

    def test_chosen_customers_get_points_once(self):
        berta = self.make_partner("Berta")
        chosen = [Command.set((self.anna | berta).ids)]
        self.make_wizard(customer_ids=chosen).generate_coupons()
        self.assert_balance(self.anna, 10.0)
        self.assert_balance(berta, 10.0)
        self.assertEqual(self.get_rows(berta), [("adjust", "gift", 10.0, 0.0)])
        self.make_wizard(customer_ids=chosen).generate_coupons()
        self.assert_balance(self.anna, 20.0)

    def test_nobody_chosen_is_nobody(self):
        before = self.cards.search_count([])
        with self.assertRaisesRegex(ValidationError, "Choose the customers"):
            self.make_wizard().generate_coupons()
        self.assertEqual(self.cards.search_count([]), before)

    def test_salesperson_gives_no_points(self):
        seller = self.make_user("seller", "sales_team.group_sale_manager")
        wizard = self.make_wizard(seller, customer_ids=[Command.set(self.anna.ids)])
        with self.assertRaises(AccessError):
            wizard.generate_coupons()
        self.assertFalse(self.card_of(self.anna))

    def test_negative_and_fractional_points_are_refused(self):
        chosen = [Command.set(self.anna.ids)]
        self.program.points_digits = "0"
        for points, words in ((-5, "Grant 0 points or more"), (0.5, "whole points")):
            with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
                self.make_wizard(
                    customer_ids=chosen, points_granted=points
                ).generate_coupons()
        self.assertFalse(self.get_pool(self.anna).points)

    def test_gift_cards_are_worth_cents(self):
        gifts = self.make_program(
            "Gift cards",
            program_type="gift_card",
            applies_on="future",
            points_digits="0",
        )
        values = {"program_id": gifts.id, "points_granted": 12.5}
        self.make_wizard(mode="anonymous", coupon_qty=2, **values).generate_coupons()
        self.make_wizard(
            customer_ids=[Command.set(self.anna.ids)], **values
        ).generate_coupons()
        self.assertEqual(gifts.coupon_ids.mapped("points"), [12.5] * 3)
