# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from email import message_from_string
from smtplib import SMTPRecipientsRefused

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.common import MockSmtplibCase

from ..models.base import crm_outbox
from .common import LifecycleCommon

OUTBOX = "odoo.addons.crm_lifecycle.models.base.crm_outbox"
RENDERER = "odoo.addons.mail.models.mail_render_mixin"


@tagged("post_install", "-at_install")
class TestOutbox(MockSmtplibCase, LifecycleCommon):
    """Mail that has to leave: queued once, sent at most once, told when it fails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outbox = cls.env["crm.outbox"].with_company(cls.company)
        cls.outbox.search([]).write({"state": "cancelled"})
        cls.ada, cls.bob = (
            cls.make_partner(name, email=f"{name}@Example.com")
            for name in ("Ada", "Bob")
        )
        cls.template = cls.env["mail.template"].create(
            {
                "name": "Greeting",
                "model_id": cls.env.ref("base.model_res_partner").id,
                "subject": "Hello {{ object.name }}",
                "body_html": "<p>You are <t t-out='object.name'/></p>",
                "email_from": "shop@example.com",
                "lang": "{{ object.lang }}",
            }
        )

    def queue(self, partners, period="2024-03"):
        return self.outbox._queue("greeting", period, self.template, partners, partners)

    def run_sender(self):
        """Run the job with a mail server that takes everything.

        :return: what the server got: (address, subject)
        """
        with self.mock_smtplib_connection():
            self.run_job("ir_cron_outbox")
        messages = [message_from_string(mail["message"]) for mail in self.emails]
        return sorted((message["To"], message["Subject"]) for message in messages)

    def get_mails(self):
        """Return all mails about the two customers."""
        return self.env["mail.mail"].search(
            [
                ("model", "=", "res.partner"),
                ("res_id", "in", (self.ada | self.bob).ids),
            ]
        )

    def test_mail_is_queued_with_the_business_change(self):
        rows = self.queue(self.ada | self.bob)

        self.assert_table(
            rows,
            ("key", "email", "partner_id", "state", "company_id", "res_model"),
            [
                (
                    f"greeting|2024-03|{name.lower()}@example.com",
                    f"{name.lower()}@example.com",
                    name,
                    "pending",
                    "Lifecycle test company",
                    "res.partner",
                )
                for name in ("Ada", "Bob")
            ],
        )
        self.assertFalse(self.get_mails())

    def test_mail_is_queued_once_for_each_period_and_address(self):
        self.queue(self.ada)
        twin = self.make_partner("Ada again", email="ADA@example.com")

        self.assertFalse(self.queue(self.ada))
        self.assertFalse(self.queue(twin))
        self.assertEqual(len(self.queue(self.ada, "2024-04")), 1)

    def test_one_call_queues_an_address_once(self):
        twin = self.make_partner("Ada again", email="ADA@example.com")

        self.assertEqual(len(self.queue(self.ada | twin)), 1)

    def test_partner_without_a_valid_address_is_left_out(self):
        silent = self.make_partner("Silent")
        wrong = self.make_partner("Wrong", email="wrong at example")

        rows = self.queue(silent | self.ada | wrong)

        self.assertEqual(rows.partner_id, self.ada)

    def test_nobody_to_write_to_is_no_error(self):
        self.assertFalse(self.queue(self.env["res.partner"]))
        self.assertFalse(self.queue(self.make_partner("Silent")))

    def test_sender_sends_what_waits_and_says_when(self):
        rows = self.queue(self.ada | self.bob)

        got = self.run_sender()

        self.assertEqual(
            got, [("ada@example.com", "Hello Ada"), ("bob@example.com", "Hello Bob")]
        )
        self.assertEqual(rows.mapped("state"), ["sent", "sent"])
        self.assertTrue(all(rows.mapped("sent_at")))
        self.assertEqual(self.get_mails().mapped("state"), ["sent", "sent"])

    def test_sender_that_runs_again_sends_nothing(self):
        self.queue(self.ada)

        got = [len(self.run_sender()) for _run in range(2)]

        self.assertEqual(got, [1, 0])

    def test_message_id_comes_from_the_key_alone(self):
        row = self.queue(self.ada)
        first = row._make_mail()
        second = row._make_mail()

        self.assertEqual(first.message_id, second.message_id)
        self.assertRegex(first.message_id, r"^<[0-9a-f]{32}\.outbox@\w+>$")
        other = self.queue(self.ada, "2024-04")
        self.assertNotEqual(other._get_message_id(), row._get_message_id())

    def test_row_that_a_killed_sender_left_is_unknown_and_not_sent(self):
        row = self.queue(self.ada)
        row.state = "sending"

        self.assertEqual(self.run_sender(), [])
        self.assertEqual(row.state, "unknown")

    def test_unknown_row_is_sent_again_only_by_a_person(self):
        row = self.queue(self.ada)
        row.state = "unknown"
        self.assertEqual(self.run_sender(), [])
        self.assertEqual(row.state, "unknown")

        row.with_user(self.manager).action_send_again()

        self.assertEqual(self.run_sender(), [("ada@example.com", "Hello Ada")])
        self.assertEqual(row.state, "sent")

    def test_sent_row_cannot_be_sent_again_or_cancelled(self):
        row = self.queue(self.ada)
        self.run_sender()

        row.action_send_again()
        row.action_cancel()

        self.assertEqual(self.run_sender(), [])
        self.assertEqual(row.state, "sent")

    def test_row_being_sent_cannot_be_cancelled_or_sent_again(self):
        row = self.queue(self.ada)
        row.state = "sending"

        row.action_send_again()
        row.action_cancel()

        self.assertEqual(row.state, "sending")

    def test_cancelled_row_is_not_sent(self):
        row = self.queue(self.ada)
        row.with_user(self.manager).action_cancel()

        self.assertEqual(self.run_sender(), [])
        self.assertEqual(row.state, "cancelled")

    def break_template(self):
        """Make the template fail for Bob alone: on saving, Odoo tries it out."""
        self.template.body_html = (
            "<p><t t-if=\"object.name == 'Bob'\" t-out='object.no_such_field'/></p>"
        )

    def test_failing_template_marks_its_row_with_words_and_stops_no_other(self):
        self.break_template()
        bad, good = self.queue(self.bob), self.queue(self.ada)

        with mute_logger(OUTBOX, RENDERER):
            got = self.run_sender()

        self.assertEqual(got, [("ada@example.com", "Hello Ada")])
        self.assertEqual((bad.state, good.state), ("failed", "sent"))
        self.assertIn("no_such_field", bad.error)

    def test_deleted_document_or_template_is_told(self):
        gone = self.make_partner("Gone", email="gone@example.com")
        no_document = self.queue(gone)
        gone.unlink()
        no_template = self.outbox._queue(
            "other", "2024-03", self.template.copy(), self.bob, self.bob
        )
        no_template.template_id.unlink()

        with mute_logger(OUTBOX):
            self.run_sender()

        words = "The document or the mail template no longer exists."
        self.assert_table(
            no_document | no_template,
            ("state", "error"),
            [("failed", words), ("failed", words)],
        )

    def test_failed_row_can_be_sent_again_after_the_mend(self):
        self.break_template()
        row = self.queue(self.bob)
        with mute_logger(OUTBOX, RENDERER):
            self.run_sender()

        self.template.body_html = "<p>Hi</p>"
        row.action_send_again()
        self.run_sender()

        self.assertEqual((row.state, row.error), ("sent", False))

    def test_mail_that_the_server_refuses_is_failed_with_its_reason(self):
        row = self.queue(self.ada)

        def send_email(server, *args, **kwargs):
            raise SMTPRecipientsRefused({"ada@example.com": (550, b"no such mailbox")})

        self.patch(type(self.env["ir.mail_server"]), "send_email", send_email)
        with mute_logger(OUTBOX, "odoo.addons.mail.models.mail_mail"):
            self.run_sender()

        self.assertEqual(row.state, "failed")
        self.assertIn("no such mailbox", row.error)
        self.assertEqual(self.get_mails().mapped("state"), ["exception"])

    def test_mail_that_odoo_did_not_hand_over_does_not_leave_later(self):
        row = self.queue(self.ada)

        self.run_job("ir_cron_outbox")  # in tests Odoo itself sends nothing

        self.assertEqual(row.state, "failed")
        self.assertTrue(row.error)
        self.assertNotIn("outgoing", self.get_mails().mapped("state"))

    def test_mail_is_written_in_the_language_of_the_recipient(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.template.with_context(lang="fr_FR").subject = "Bonjour {{ object.name }}"
        self.ada.lang, self.bob.lang = "fr_FR", "en_US"
        self.queue(self.ada | self.bob)

        self.assertEqual(
            self.run_sender(),
            [("ada@example.com", "Bonjour Ada"), ("bob@example.com", "Hello Bob")],
        )

    def test_sender_works_through_more_than_one_batch(self):
        self.patch(crm_outbox, "BATCH", 2)
        partners = self.env["res.partner"].union(
            *(
                self.make_partner(f"P{row}", email=f"p{row}@example.com")
                for row in range(5)
            )
        )
        rows = self.queue(partners)

        self.assertEqual(len(self.run_sender()), 5)
        self.assertEqual(set(rows.mapped("state")), {"sent"})
