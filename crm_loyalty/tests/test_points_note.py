# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import Form, tagged

from .common import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestPointsNote(LoyaltyCommon):
    """The order says in words what the customer's tier does to the points."""

    def test_quotation_says_the_multiplier_of_the_tier(self):
        self.set_tier(self.anna, self.silver)

        with Form(self.env["sale.order"]) as form:
            self.assertFalse(form.points_note)
            form.partner_id = self.anna
            self.assertEqual(form.points_note, "Silver: points × 1.5")

    def test_figure_is_written_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.set_tier(self.anna, self.silver)
        order = self.make_quotation(self.anna)

        self.assertEqual(
            order.with_context(lang="de_DE").points_note, "Silver: points × 1,5"
        )

    def test_tier_without_points_is_told(self):
        self.silver.points_multiplier = 0
        self.set_tier(self.anna, self.silver)

        self.assertEqual(
            self.make_quotation(self.anna).points_note, "Silver: earns no points"
        )

    def test_nothing_is_said_where_the_tier_changes_nothing(self):
        plain = self.make_tier("Plain", 1.0)
        self.set_tier(self.anna, plain)

        self.assertFalse(self.make_quotation(self.anna).points_note)
        self.assertFalse(self.make_quotation(self.make_partner("Ben")).points_note)

    def test_nothing_is_said_without_a_programme(self):
        self.set_tier(self.anna, self.gold)
        self.program.is_tier_multiplied = False

        self.assertFalse(self.make_quotation(self.anna).points_note)

    def test_programme_of_another_company_does_not_count(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.set_tier(self.anna, self.gold)
        self.program.company_id = other

        self.assertFalse(self.make_quotation(self.anna).points_note)

    def test_confirmed_order_says_what_was_used(self):
        self.set_tier(self.anna, self.gold)
        order = self.make_quotation(self.anna)
        order.action_confirm()

        self.set_tier(self.anna, self.silver)
        self.program.active = False

        self.assertEqual(order.points_note, "Gold: points × 2")

    def test_confirmed_order_without_points_says_nothing(self):
        self.program.active = False
        self.set_tier(self.anna, self.gold)
        order = self.make_quotation(self.anna)
        order.action_confirm()
        self.program.active = True

        self.assertFalse(order.points_note)

    def test_cancelled_order_says_nothing(self):
        self.set_tier(self.anna, self.gold)
        order = self.make_quotation(self.anna)
        order.action_confirm()
        order._action_cancel()

        self.assertFalse(order.points_note)

    def test_reader_without_loyalty_rights_sees_the_note(self):
        self.set_tier(self.anna, self.gold)
        order = self.make_quotation(self.anna)
        reader = self.make_user("invoicing", "account.group_account_invoice")
        self.env.flush_all()
        self.env.invalidate_all()

        self.assertEqual(order.with_user(reader).points_note, "Gold: points × 2")

    def test_note_costs_the_same_for_one_and_for_twenty_orders(self):
        self.set_tier(self.anna, self.gold)
        orders = self.env["sale.order"].union(
            *(self.make_quotation(self.anna) for _i in range(20))
        )
        self.env.flush_all()
        counts = []
        for batch in (orders, orders[:1], orders):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(set(batch.mapped("points_note")), {"Gold: points × 2"})
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts[1], counts[2])
