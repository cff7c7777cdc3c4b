from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestPointsToUse(SpendingCommon):
    """Rewards per point use any number of points, not only all there are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.points_digits = "0"
        cls.program.rule_ids.reward_point_amount = 0.01
        cls.reward = cls.program.reward_ids
        cls.reward.write(
            {"discount_mode": "per_point", "discount": 0.1, "required_points": 50}
        )

    def open_wizard(self, order):
        order._update_programs_and_rewards()
        wizard = self.env["sale.loyalty.reward.wizard"]
        return wizard.create(
            {"order_id": order.id, "selected_reward_id": self.reward.id}
        )

    def apply(self, points, amount=100.0, **kwargs):
        """Return an order of ``amount`` with a reward for ``points``; 0 for all."""
        order = self.make_quotation(self.anna, amount, **kwargs)
        wizard = self.open_wizard(order)
        wizard.write({"uses_all_points": not points, "points_to_use": points})
        wizard.action_apply()
        return order

    def reward_line(self, order):
        return order.order_line.filtered("points_cost")

    def assert_uses(self, order, points, total):
        self.assertEqual(sum(order.order_line.mapped("points_cost")), points)
        self.assertAlmostEqual(order.amount_total, total, 2)

    def test_all_points_as_core_does(self):
        # 500 points and 1 that the order gives, in steps of 50: 500 × 0.1
        self.assert_uses(self.apply(0), 500, 50)

    def test_chosen_points(self):
        self.assert_uses(self.apply(123), 123, 100 - 12.3)

    def test_least_and_most_points(self):
        self.assert_uses(self.apply(50), 50, 95)
        self.assert_uses(self.apply(501), 501, 100 - 50.1)

    def test_what_is_not_there_is_refused_in_words(self):
        for points in (49, 502, 60.5, -60):
            with self.assertRaisesRegex(
                ValidationError, "from 50 points to 501 points"
            ):
                self.apply(points)

    def test_order_smaller_than_the_wish_takes_whole_points(self):
        # 200 points would be 20 euros; 7.77 euros take 77 points, which give 7.70
        self.assert_uses(self.apply(200, 7.77), 77, 0.07)

    def test_all_points_are_whole_points_too(self):
        self.assert_uses(self.apply(0, 7.77), 77, 0.07)

    def test_coarse_rate_is_exact(self):
        self.reward.write({"discount": 7, "required_points": 1})
        # 333 ÷ 7 = 47.57…: 47 points give 329
        self.assert_uses(self.apply(400, 333), 47, 4)

    def test_wish_survives_changes_of_the_order(self):
        order = self.apply(123)
        for _time in range(2):
            order._update_programs_and_rewards()
            self.assert_uses(order, 123, 100 - 12.3)
        order.order_line.filtered(lambda line: not line.reward_id).price_unit = 10
        order._update_programs_and_rewards()
        self.assert_uses(order, 100, 0)
        order.order_line.filtered(lambda line: not line.reward_id).price_unit = 200
        order._update_programs_and_rewards()
        self.assert_uses(order, 123, 200 - 12.3)

    def test_wish_is_lowered_when_points_are_gone(self):
        order = self.apply(400)
        self.card._adjust(-200, "Correction")
        order._update_programs_and_rewards()
        self.assert_uses(order, 301, 100 - 30.1)

    def test_wish_is_changed_and_withdrawn_on_the_line(self):
        order = self.apply(123)
        line = self.reward_line(order)
        self.assertTrue(line.has_points_choice)
        action = line.action_choose_points()
        choices = self.env["crm.loyalty.points.choice"].with_context(
            **action["context"]
        )
        with Form(choices) as form:
            self.assertFalse(form.uses_all_points)
            self.assertEqual(form.points_to_use, 123)
            self.assertEqual(form.points_at_hand.split()[0], "501")
            form.points_to_use = 60
        form.record.action_apply()
        self.assert_uses(order, 60, 94)
        with self.assertRaisesRegex(ValidationError, "can use from.*not 999"):
            self.reward_line(order)._wish_points(999)
        self.reward_line(order)._wish_points(0)
        self.assert_uses(order, 500, 50)

    def test_wizard_form_asks_for_rewards_per_point_only(self):
        self.reward.copy({"discount_mode": "per_order", "discount": 3})
        order = self.make_quotation(self.anna)
        order._update_programs_and_rewards()
        fixed = self.program.reward_ids - self.reward
        wizards = self.env["sale.loyalty.reward.wizard"].with_context(
            active_id=order.id
        )
        with Form(wizards) as form:
            self.assertFalse(form.has_points_choice)
            form.selected_reward_id = fixed
            self.assertFalse(form.has_points_choice)
            form.selected_reward_id = self.reward
            self.assertTrue(form.has_points_choice)
            self.assertEqual(form.points_at_hand.split()[0], "501")
            form.uses_all_points = False
            form.points_to_use = 80
        form.record.action_apply()
        self.assert_uses(order, 80, 92)

    def test_only_reward_is_asked_for(self):
        order = self.make_quotation(self.anna)
        action = order.action_open_reward_wizard()
        self.assertEqual(
            action["context"],
            {"active_id": order.id, "default_selected_reward_id": self.reward.id},
        )
        self.assertFalse(order.order_line.reward_id)
        self.reward.write({"discount_mode": "per_order", "discount": 3})
        self.assertIs(order.action_open_reward_wizard(), True)
        self.assertEqual(order.amount_total, 97)

    def test_ledger_books_what_was_chosen(self):
        order = self.apply(123)
        order.action_confirm()
        self.assertEqual(self.history(order), {"Points club": (1, 123)})
        self.assertEqual(self.card.points, 500 + 1 - 123)
        order._action_cancel()
        self.assertEqual(self.card.points, 500)
        self.assertFalse(self.reward_line(order).has_points_choice)

    def test_taxes_are_shared_between_the_lines(self):
        taxes = self.env["account.tax"].create(
            [
                {
                    "name": f"{rate} %",
                    "amount": rate,
                    "company_id": self.company.id,
                    "country_id": self.env.ref("base.be").id,
                    "tax_group_id": self.env["account.tax.group"]
                    .create(
                        {
                            "name": "VAT",
                            "company_id": self.company.id,
                            "country_id": self.env.ref("base.be").id,
                        }
                    )
                    .id,
                }
                for rate in (10, 20)
            ]
        )
        order = self.make_quotation(self.anna, 100)
        order.order_line.tax_ids = taxes[0]
        order.order_line.copy(
            {"order_id": order.id, "tax_ids": [Command.set(taxes[1].ids)]}
        )
        wizard = self.open_wizard(order)
        wizard.write({"uses_all_points": False, "points_to_use": 123})
        wizard.action_apply()
        self.assertEqual(len(order.order_line.filtered("reward_id")), 2)
        self.assert_uses(order, 123, 110 + 120 - 12.3)
        self.reward_line(order)._wish_points(60)
        self.assert_uses(order, 60, 110 + 120 - 6)

    def test_foreign_currency(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": usd.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 2.0,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": usd.id, "company_id": self.company.id}
        )
        self.anna.with_company(
            self.company
        ).specific_property_product_pricelist = pricelist
        order = self.make_quotation(self.anna, 100)
        self.assertEqual(order.currency_id, usd)
        wizard = self.open_wizard(order)
        wizard.write({"uses_all_points": False, "points_to_use": 123})
        wizard.action_apply()
        self.assert_uses(order, 123, 100 - 2 * 12.3)

    def test_wallet_pays_any_amount(self):
        wallet = self.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "applies_on": "future",
                "trigger": "auto",
                "company_id": self.company.id,
                "rule_ids": [Command.create({"reward_point_mode": "money"})],
                "reward_ids": [
                    Command.create(
                        {
                            "discount_mode": "per_point",
                            "discount": 1,
                            "required_points": 1,
                        }
                    )
                ],
            }
        )
        self.give(self.anna, 80, wallet)
        self.reward = wallet.reward_ids
        self.assert_uses(self.apply(0, 60), 60, 0)
        order = self.apply(12.34, 60)
        self.assert_uses(order, 12.34, 47.66)
        order._update_programs_and_rewards()
        self.assert_uses(order, 12.34, 47.66)
        with self.assertRaisesRegex(ValidationError, "can use from.*not.*80.01"):
            self.apply(80.01, 60)

    def test_clearing_reward_still_takes_all(self):
        self.reward.clear_wallet = True
        order = self.make_quotation(self.anna, 10)
        wizard = self.open_wizard(order)
        self.assertFalse(wizard.has_points_choice)
        wizard.action_apply()
        self.assertEqual(sum(order.order_line.mapped("points_cost")), 500)

    def test_nothing_chosen_is_said(self):
        order = self.make_quotation(self.anna)
        wizard = self.open_wizard(order)
        wizard.selected_reward_id = False
        with self.assertRaisesRegex(UserError, "No reward selected"):
            wizard.action_apply()
