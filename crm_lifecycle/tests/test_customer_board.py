# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, freeze_time, tagged

from .calm_common import CalmCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-02-01 12:00:00")
class TestCustomerBoard(CalmCommon):
    """A card that is dragged to another tier makes an override, or nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_calm_for_ada()
        cls.make_invoice(cls.bob, "2024-01-10", 400)
        cls.run_night("2024-02-01")
        cls.overrides = cls.env["crm.tier.override"]

    def drag(self, partner, tier, user=None):
        """Return the form of the dialog that the drop opens."""
        action = (
            self.profile_of(partner)
            .with_user(user or self.analyst)
            .action_move_to_tier(tier.id)
        )
        model = (
            self.overrides.with_user(user or self.analyst)
            .with_context(**action["context"])
            .browse(action.get("res_id", []))
        )
        return Form(model, view=self.env["ir.ui.view"].browse(action["views"][0][0]))

    def assert_overrides(self, *expected):
        self.assert_table(
            self.overrides.search([("company_id", "=", self.company.id)]),
            ("partner_id", "tier_id", "date_from", "date_until", "reason"),
            expected,
        )

    def test_drag_asks_and_the_answer_puts_the_customer_there(self):
        form = self.drag(self.bob, self.high)
        form.date_until = date(2024, 2, 10)
        form.reason = "Large contract"
        form.save()

        self.assert_overrides(
            ("Bob", "High value", date(2024, 2, 1), date(2024, 2, 10), "Large contract")
        )
        self.assertEqual(self.state_of(self.bob)[:3], ("high", "medium", "override"))

    def test_dialog_without_a_reason_changes_nothing(self):
        form = self.drag(self.bob, self.high)
        with self.assertRaisesRegex(AssertionError, "reason is a required field"):
            form.save()
        self.drag(self.bob, self.low)  # closed again

        self.assert_overrides()
        self.assertEqual(self.state_of(self.bob)[:3], ("medium", "medium", False))

    def test_override_that_is_there_already_is_opened_instead(self):
        self.make_override(self.bob, self.high, "2024-02-01", "2024-02-10")

        form = self.drag(self.bob, self.low)
        form.tier_id = self.low
        form.save()

        self.assert_overrides(
            (
                "Bob",
                "Low value",
                date(2024, 2, 1),
                date(2024, 2, 10),
                "Strategic customer",
            )
        )

    def test_override_that_has_ended_is_not_in_the_way(self):
        self.make_override(self.bob, self.high, "2024-01-01", "2024-01-31")

        self.assertNotIn(
            "res_id", self.profile_of(self.bob).action_move_to_tier(self.low.id)
        )

    def test_who_may_not_override_is_told_who_may(self):
        profile = self.profile_of(self.bob).with_user(self.user)

        with self.assertRaisesRegex(UserError, "Analysts and managers"):
            profile.action_move_to_tier(self.high.id)

    def test_tier_that_was_deleted_meanwhile_is_said_in_a_sentence(self):
        gone = self.high.copy({"code": "gone"})
        gone.unlink()

        with self.assertRaisesRegex(UserError, "not there any more"):
            self.profile_of(self.bob).action_move_to_tier(gone.id)

    def test_override_that_ends_tonight_is_gone_tomorrow(self):
        self.make_override(self.bob, self.high, "2024-02-01", "2024-02-01")
        self.assertEqual(self.state_of(self.bob)[0], "high")

        self.run_night("2024-02-02")

        self.assertEqual(self.state_of(self.bob)[:3], ("medium", "medium", False))
        with freeze_time("2024-02-02 12:00:00"):
            self.env.invalidate_all()
            lines = self.profile_of(self.bob).outlook["lines"]
        self.assertIn("ended on February 1, 2024", lines[0]["text"])

    def test_card_shows_the_next_activity_of_the_contact(self):
        self.bob.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=date(2024, 1, 31),
            user_id=self.analyst.id,
        )

        rows = (self.profile_of(self.ada) | self.profile_of(self.bob)).read(
            ["next_activity_date", "next_activity_state"]
        )

        self.assertEqual(
            [(row["next_activity_date"], row["next_activity_state"]) for row in rows],
            [(False, False), (date(2024, 1, 31), "overdue")],
        )
        action = self.profile_of(self.bob).action_plan_next()
        self.assertEqual(action["context"]["active_ids"], self.bob.ids)


@tagged("post_install", "-at_install")
class TestCustomerBoardTour(CalmCommon, HttpCase):
    """At the browser: dragged without a reason, dragged with one, by keyboard."""

    def test_cards_are_dragged(self):
        self.make_user("tour_board", "crm_lifecycle.group_analyst").lang = "en_US"
        self.make_calm_for_ada()
        self.make_invoice(self.bob, "2024-01-10", 400)
        self.run_night(fields.Date.today())  # the browser's own day

        self.start_tour(
            "/odoo/customer-value", "crm_lifecycle_board", login="tour_board"
        )

        override = self.env["crm.tier.override"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(
            (override.partner_id, override.tier_id, override.reason),
            (self.bob, self.high, "Large contract"),
        )
