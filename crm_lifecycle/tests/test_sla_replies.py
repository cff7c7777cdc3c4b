# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .sla_clock_common import ClockCommon


@tagged("post_install", "-at_install")
class TestSlaReplies(ClockCommon):
    """First reply in 60 minutes, the next one in 30, news every 120, taken in 15."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_sla(
            {"first_reply": 60, "next_reply": 30, "periodic_update": 120, "taken": 15}
        )

    def states_of(self, ticket, metric):
        return [
            (clock.state, clock.used_minutes)
            for clock in self.clocks_of(ticket, metric)
        ]

    def test_first_public_message_of_staff_is_the_first_reply(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.reply("2024-03-04 09:40", ticket)

        clock = self.clocks_of(ticket, "first_reply")
        self.assertEqual(
            (clock.state, clock.used_minutes, clock.user_id), ("met", 40, self.agent)
        )
        self.assertEqual(str(ticket.first_reply_at), "2024-03-04 09:40:00")

    def test_what_is_no_reply(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        robot = self.env.ref("base.partner_root")
        self.reply("2024-03-04 09:10", ticket, subtype_xmlid="mail.mt_note")
        self.reply("2024-03-04 09:11", ticket, message_type="auto_comment")
        self.reply("2024-03-04 09:12", ticket, message_type="notification")
        self.reply("2024-03-04 09:13", ticket, author=robot)
        self.reply("2024-03-04 09:14", ticket, author=self.ada, message_type="email")

        self.assertEqual(self.tell(ticket, "first_reply"), ("running", 0))
        self.assertFalse(self.clocks_of(ticket, "next_reply"))

    def test_colleague_who_asks_for_help_does_not_answer_himself(self):
        partner = self.other_agent.partner_id
        ticket = self.open_ticket("2024-03-04 09:00", partner=partner)
        self.reply("2024-03-04 09:10", ticket, author=partner)

        self.assertEqual(self.tell(ticket, "first_reply"), ("running", 0))

    def test_next_reply_runs_from_the_first_message_that_is_unanswered(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.reply("2024-03-04 09:10", ticket)
        self.assertFalse(self.clocks_of(ticket, "next_reply"))

        self.reply("2024-03-04 10:00", ticket, author=self.ada)
        self.reply("2024-03-04 10:20", ticket, author=self.ada)
        self.assert_deadline(ticket, "next_reply", "2024-03-04 10:30")

        self.reply("2024-03-04 10:25", ticket)
        self.reply("2024-03-04 11:00", ticket, author=self.ada)
        self.reply("2024-03-04 11:31", ticket)

        self.assertEqual(
            self.states_of(ticket, "next_reply"), [("met", 25), ("breached", 31)]
        )

    def test_thank_you_after_closing_starts_no_clock(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.reply("2024-03-04 09:10", ticket)
        self.change("2024-03-04 09:20", ticket, stage_id=self.solved.id)
        self.reply("2024-03-04 10:00", ticket, author=self.ada, message_type="email")

        self.assertFalse(self.clocks_of(ticket, "next_reply"))

        self.change("2024-03-04 11:00", ticket, stage_id=self.new.id)

        self.assert_deadline(ticket, "next_reply", "2024-03-04 11:30")

    def test_news_are_due_again_after_each_reply(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.reply("2024-03-04 10:00", ticket)
        self.reply("2024-03-04 14:00", ticket)  # 3 working hours after 10:00
        self.change("2024-03-04 15:00", ticket, stage_id=self.solved.id)

        self.assertEqual(
            self.states_of(ticket, "periodic_update"),
            [("met", 60), ("breached", 180), ("cancelled", 60)],
        )

    def test_waiting_for_the_customer_stops_no_reply(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.change("2024-03-04 09:10", ticket, stage_id=self.waiting.id)

        self.assertEqual(
            self.tell(ticket, "first_reply", "2024-03-04 09:30"), ("running", 30)
        )
        self.assertEqual(self.tell(ticket, "taken", "2024-03-04 09:30"), ("paused", 10))

    def test_ticket_is_taken_once(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.change("2024-03-04 09:10", ticket, user_id=self.agent.id)
        self.change("2024-03-04 09:20", ticket, user_id=False)
        self.change("2024-03-04 09:30", ticket, user_id=self.other_agent.id)

        self.assertEqual(self.states_of(ticket, "taken"), [("met", 10)])
        self.assertEqual(self.clocks_of(ticket, "taken").user_id, self.agent)

    def test_ticket_with_a_handler_from_the_start_was_taken_at_once(self):
        ticket = self.open_ticket("2024-03-04 09:00", user_id=self.agent.id)

        self.assertEqual(self.states_of(ticket, "taken"), [("met", 0)])

    def test_mail_of_an_unknown_sender_is_the_customers(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.reply("2024-03-04 09:10", ticket)
        with self.at("2024-03-04 10:00"):
            ticket.message_post(
                body="Hello",
                author_id=False,
                email_from="who@example.com",
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )

        self.assert_deadline(ticket, "next_reply", "2024-03-04 10:30")
