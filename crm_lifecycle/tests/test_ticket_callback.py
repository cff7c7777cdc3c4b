# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import LifecycleCommon

MONDAY = datetime(2024, 3, 4, 20)


@tagged("post_install", "-at_install")
class TestTicketCallback(LifecycleCommon):
    """After "solved" the customer is called back, as the tier promises.

    Ada is High: one day. Carl is Minimal: never.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        policy = cls.make_policy(activate=False)
        cls.set_criteria(
            policy,
            {
                tier: [{"measure": "revenue", "has_minimum": True, "minimum": least}]
                for tier, least in ((cls.high, 100), (cls.minimal, 1))
            },
        )
        policy.action_activate()
        cls.ada, cls.carl = cls.make_partner("Ada"), cls.make_partner("Carl")
        cls.make_invoices("2024-01-05", {cls.ada: 100, cls.carl: 1})
        cls.run_night("2024-03-01")
        cls.high.callback_days, cls.minimal.callback_days = 1, 0
        cls.agent = cls.make_user(
            "lifecycle_agent", "helpdesk_mgmt.group_helpdesk_user"
        )
        cls.leader = cls.make_user(
            "lifecycle_leader", "helpdesk_mgmt.group_helpdesk_user"
        )
        cls.open, cls.solved, cls.cancelled = cls.env["helpdesk.ticket.stage"].create(
            [
                {"name": "To do", "sla_effect": "run"},
                {"name": "Solved", "closed": True, "sla_effect": "solved"},
                {"name": "Cancelled", "closed": True, "sla_effect": "cancelled"},
            ]
        )
        cls.kind = cls.env.ref("crm_lifecycle.mail_activity_type_callback")

    def make_open(self, partner=None, **vals):
        partner = self.ada if partner is None else partner
        vals = {"stage_id": self.open.id, "user_id": self.agent.id, **vals}
        return self.make_ticket(partner, **vals)

    def solve(self, ticket):
        with freeze_time(MONDAY):
            ticket.with_user(self.agent).stage_id = self.solved

    def assert_calls(self, ticket, *expected):
        """Assert the whole table of open call-backs: (day, who)."""
        self.assert_table(
            self.env["mail.activity"].search(
                [
                    ("res_model", "=", "helpdesk.ticket"),
                    ("res_id", "in", ticket.ids),
                    ("activity_type_id", "=", self.kind.id),
                ]
            ),
            ("date_deadline", "user_id"),
            [(day, user.name) for day, user in expected],
        )

    def test_solved_ticket_plans_a_call_of_the_handler(self):
        ticket = self.make_open()
        self.assert_calls(ticket)
        self.solve(ticket)

        self.assert_calls(ticket, (date(2024, 3, 5), self.agent))
        self.assertEqual(ticket.callback_deadline, date(2024, 3, 5))

    def test_days_count_from_the_day_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"  # 5 March there
        ticket = self.make_open()
        self.solve(ticket)

        self.assert_calls(ticket, (date(2024, 3, 6), self.agent))

    def test_tier_without_call_backs_and_strangers_get_none(self):
        tickets = self.make_open(self.carl) | self.make_open(self.make_partner("New"))
        tickets |= self.make_open(self.env["res.partner"])
        self.solve(tickets)

        self.assert_calls(tickets)

    def test_cancelled_ticket_and_ticket_created_solved_plan_none(self):
        ticket = self.make_open()
        ticket.stage_id = self.cancelled
        ticket |= self.make_open(stage_id=self.solved.id)

        self.assert_calls(ticket)

    def test_ticket_without_handler_is_the_team_leaders(self):
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Support",
                "company_id": self.company.id,
                "user_id": self.leader.id,
                "user_ids": [Command.set(self.agent.ids)],
            }
        )
        ticket = self.make_open(team_id=team.id, user_id=False)
        ticket.stage_id = self.open
        self.solve(ticket)

        self.assert_calls(ticket, (date(2024, 3, 5), self.leader))

    def test_nobody_to_call_is_no_error(self):
        ticket = self.make_open(user_id=False)
        ticket.stage_id = self.solved

        self.assert_calls(ticket)

    def test_reopened_ticket_has_no_call_and_gets_one_when_solved_again(self):
        ticket = self.make_open()
        self.solve(ticket)
        ticket.action_callback_unsatisfied()
        self.assertEqual(ticket.callback_result, "unsatisfied")
        ticket.stage_id = self.open
        self.solve(ticket)

        self.assert_calls(ticket, (date(2024, 3, 5), self.agent))
        self.assertEqual(
            (ticket.callback_result, ticket.callback_date, ticket.callback_user_id),
            (False, False, self.env["res.users"]),
        )
        ticket.stage_id = self.open
        self.assert_calls(ticket)

    def test_other_solved_stage_plans_no_second_call(self):
        ticket = self.make_open()
        self.solve(ticket)
        ticket.stage_id = self.solved.copy()

        self.assert_calls(ticket, (date(2024, 3, 5), self.agent))

    def test_call_that_somebody_planned_before_is_the_only_one(self):
        ticket = self.make_open()
        ticket.activity_schedule(
            "crm_lifecycle.mail_activity_type_callback",
            date(2024, 3, 20),
            user_id=self.leader.id,
        )
        self.solve(ticket)

        self.assert_calls(ticket, (date(2024, 3, 20), self.leader))

    def test_result_is_kept_and_the_activity_done(self):
        ticket = self.make_open()
        self.solve(ticket)
        with freeze_time("2024-03-05 08:00:00"):
            ticket.with_user(self.agent).action_callback_satisfied()

        self.assertEqual(
            (ticket.callback_result, ticket.callback_date, ticket.callback_user_id),
            ("satisfied", datetime(2024, 3, 5, 8), self.agent),
        )
        self.assertFalse(ticket.callback_deadline)
        self.assert_calls(ticket)
        said = ticket.message_ids[0]
        self.assertIn("Satisfied", said.body)
        self.assertEqual(said.author_id, self.agent.partner_id)

    def test_customer_who_was_not_reached_may_be_reached_later(self):
        ticket = self.make_open()
        self.solve(ticket)
        ticket.action_callback_unreached()
        self.assertEqual(ticket.callback_result, "unreached")
        ticket.action_callback_satisfied()
        self.assertEqual(ticket.callback_result, "satisfied")

    def test_result_before_solved_is_refused_in_words(self):
        ticket = self.make_open()
        with self.assertRaisesRegex(UserError, "is not solved"):
            ticket.action_callback_satisfied()

    def test_customer_neither_records_a_result_nor_reads_what_is_to_improve(self):
        portal = new_test_user(self.env, login="ada_portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.ada
        ticket = self.make_open(partner=portal.partner_id)
        ticket.improvement_note = "Answer sooner"
        self.solve(ticket)
        mine = ticket.with_user(portal)

        with mute_logger("odoo.addons.base.models.ir_rule"):
            with self.assertRaises(AccessError):
                mine.action_callback_satisfied()
            with self.assertRaises(AccessError):
                mine.read(["improvement_note"])
            self.assertEqual(mine.read(["name"])[0]["name"], "Needs help")

    def test_hundred_tickets_solved_at_once_ask_the_database_as_often_as_ten(self):
        def count(number):
            tickets = self.env["helpdesk.ticket"].union(
                *(self.make_open() for _number in range(number))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tickets._plan_callbacks()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(2)  # warms the caches
        self.assertEqual(count(10), count(50))

    def test_negative_days_are_refused(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(Exception) as caught,
            self.env.cr.savepoint(),
        ):
            self.high.callback_days = -1
            self.env.flush_all()
        self.assertNotIsInstance(caught.exception, ValidationError)
        self.assertIn("callback_days_positive", str(caught.exception))
