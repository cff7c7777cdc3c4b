# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from email.message import EmailMessage

from odoo.tests import tagged

from odoo.addons.mail.tests.common import MockEmail

from .sla_oracle import make_events
from .sla_played_common import DAYS, PlayedCommon

SUPPORT = "support@service.test"


@tagged("post_install", "-at_install", "mail_gateway")
class TestSlaMail(MockEmail, PlayedCommon):
    """What arrives and leaves as mail moves the clocks.

    Customers' mails come through the gateway, as bytes, to the address of the team;
    answers leave by the composer, and what is answered to them finds its ticket.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        domain = cls.env["mail.alias.domain"].create(
            {"name": "service.test", "company_ids": [(4, cls.company.id)]}
        )
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Support",
                "company_id": cls.company.id,
                "alias_name": "support",
                "alias_domain_id": domain.id,
            }
        )
        cls.agent.email = "agent@service.test"
        cls.other_agent.email = "other@service.test"

    def receive(self, instant, answers=None, sender="Ada <ada@example.com>", **headers):
        """Let a mail arrive at ``instant``; return the id of the ticket it went to.

        :param answers: the Message-ID of the mail it answers
        """
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, SUPPORT, "Printer"
        mail["Message-ID"] = f"<{self.count_mails()}@example.com>"
        if answers:
            mail["In-Reply-To"] = answers
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content("It does not print.")
        with self.at(instant), self.mock_mail_gateway():
            found = self.env["mail.thread"].message_process(None, mail.as_bytes())
            self.env.flush_all()
        return found

    def count_mails(self):
        self.mails = getattr(self, "mails", 0) + 1
        return self.mails

    def answer(self, instant, ticket, **vals):
        """The agent answers with the composer; return the mails that left."""
        with self.at(instant), self.mock_mail_gateway():
            composer = self.env["mail.compose.message"].with_user(self.agent)
            composer.with_context(
                default_model=ticket._name, default_res_ids=ticket.ids
            ).create({"body": "<p>Is it on?</p>", **vals})._action_send_mail()
            self.env.flush_all()
        return self._mails

    # ------------------------------------------------- lives that are counted

    def begin(self, instant):
        ticket = self.env["helpdesk.ticket"].browse(self.receive(instant))
        with self.at(instant):
            ticket.write({"priority": "1", "stage_id": self.new.id})
        return ticket

    def mail_in(self, instant, ticket):
        last = ticket.message_ids.filtered("message_id").sorted("id")[-1]
        self.assertEqual(self.receive(instant, answers=last.message_id), ticket.id)

    def mail_out(self, instant, ticket):
        self.assertTrue(self.answer(instant, ticket, partner_ids=self.ada.ids))

    def test_lives_by_mail_equal_the_count_of_every_minute(self):
        for number, hours in enumerate(self.hours):
            self.company.resource_calendar_id = self.make_service_hours(hours)
            events = make_events(self.rng, DAYS * 1440 - 10)
            with self.subTest(zone=hours.zone, calendar=number, events=events):
                self.assert_lives_as_counted(events, hours)

    # ------------------------------------------------------------- the main one

    def test_ticket_lives_by_mail_from_the_first_to_the_last(self):
        self.high.write({"sla_factor": 0.5, "callback_days": 1})
        self.cr.execute(
            """INSERT INTO crm_customer_profile (partner_id, company_id, tier_id)
               VALUES (%s, %s, %s)""",
            [self.ada.id, self.company.id, self.high.id],
        )
        ticket_id = self.receive("2024-03-04 09:00")
        ticket = self.env["helpdesk.ticket"].browse(ticket_id)
        self.assertEqual(
            (ticket.partner_id, ticket.team_id, ticket.tier_id, ticket.priority),
            (self.ada, self.team, self.high, "3"),
        )
        self.assert_deadline(ticket, "first_reply", "2024-03-04 09:30")  # half of 60
        self.assert_deadline(ticket, "solved", "2024-03-04 15:00")  # half of 600
        self.change("2024-03-04 09:05", ticket, user_id=self.agent.id)

        (left,) = self.answer("2024-03-04 09:20", ticket, partner_ids=self.ada.ids)
        self.assertIn("ada@example.com", left["email_to"][0])
        self.assertIn(SUPPORT, left["reply_to"])
        self.assertEqual(self.tell(ticket, "first_reply"), ("met", 20))
        self.change("2024-03-04 09:20", ticket, stage_id=self.waiting.id)

        found = self.receive("2024-03-04 10:00", answers=left["message_id"])
        self.assertEqual(found, ticket.id)
        self.assert_deadline(ticket, "next_reply", "2024-03-04 10:15")
        self.assertEqual(
            self.tell(ticket, "solved", "2024-03-04 10:10"), ("paused", 20)
        )
        self.change("2024-03-04 10:10", ticket, stage_id=self.new.id)
        self.answer("2024-03-04 10:20", ticket, partner_ids=self.ada.ids)
        self.assertEqual(self.tell(ticket, "next_reply"), ("breached", 20))

        self.change("2024-03-04 10:30", ticket, stage_id=self.solved.id)
        self.assertEqual(self.tell(ticket, "solved"), ("met", 40))
        self.assertEqual(str(ticket.callback_deadline), "2024-03-05")
        self.receive("2024-03-04 10:40", answers=left["message_id"])  # thank you
        self.assertEqual(len(self.clocks_of(ticket, "next_reply")), 1)
        self.assertEqual(ticket.service_state, "done")

    def test_note_is_no_answer_and_mail_of_a_colleague_is_one(self):
        ticket, first = self.begin_and_get_id("2024-03-04 09:00")
        note = self.env.ref("mail.mt_note")
        self.answer("2024-03-04 09:05", ticket, subtype_id=note.id)
        self.assertEqual(self.tell(ticket, "first_reply"), ("running", 0))

        self.receive(
            "2024-03-04 09:10", answers=first, sender="Other <other@service.test>"
        )
        clock = self.clocks_of(ticket, "first_reply")
        self.assertEqual(
            (clock.state, clock.used_minutes, clock.user_id),
            ("met", 10, self.other_agent),
        )

    def test_answer_of_a_machine_is_nobodys_word(self):
        """Out of office: neither does it answer the customer, nor does it wait."""
        ticket, first = self.begin_and_get_id("2024-03-04 09:00")
        machines = (
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "Auto-Generated; owner-email=x"},
            {"X_Autoreply": "yes"},
            {"Precedence": "auto_reply"},
        )
        for headers in machines:
            found = self.receive(
                "2024-03-04 09:10",
                answers=first,
                sender="Other <other@service.test>",
                **headers,
            )
            self.assertEqual(found, ticket.id)
            self.assertEqual(self.tell(ticket, "first_reply"), ("running", 0), headers)

        self.answer("2024-03-04 09:20", ticket, partner_ids=self.ada.ids)
        for headers in machines:
            self.receive("2024-03-04 09:21", answers=first, **headers)
            self.assertFalse(self.clocks_of(ticket, "next_reply"), headers)
        said = ticket.message_ids.filtered(lambda word: word.message_type == "email")
        self.assertEqual(len(said), 1 + 2 * len(machines))  # nothing is lost

        self.receive("2024-03-04 09:30", answers=first, Auto_Submitted="no")
        self.assert_deadline(ticket, "next_reply", "2024-03-04 10:00")

    def begin_and_get_id(self, instant):
        """Return a ticket and the Message-ID of the customer's mail."""
        ticket = self.begin(instant)
        mail = ticket.message_ids.filtered(lambda word: word.message_type == "email")
        return ticket, mail.message_id
