# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common_touchpoint import DAY, NOON, TouchpointCommon

ROOM = "odoo.addons.crm_survey.models.touchpoint"
OUTBOX = "odoo.addons.crm_lifecycle.models.base.crm_outbox"
BOUNCE = """Return-Path: <>
X-Original-To: bounce@example.com
Received: by mail.example.com (Postfix) id 1
From: MAILER-DAEMON@mail.example.com (Mail Delivery System)
To: bounce@example.com
Subject: Undelivered Mail Returned to Sender
Message-Id: <returned.1@mail.example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain

The address does not exist.

--cut
Content-Type: message/delivery-status

Final-Recipient: rfc822; ada@example.com
Action: failed
Status: 5.1.1

--cut
Content-Type: message/rfc822

From: us@example.com
To: ada@example.com
Subject: Your opinion
Message-Id: {message_id}

Hello
--cut--
"""


@tagged("post_install", "-at_install")
class TestTouchpointSend(TouchpointCommon):
    """Invitations leave once, are reminded of once each, and end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.make_person("Ada")
        cls.outbox = cls.env["crm.outbox"]

    def rows(self, job="survey_invitation"):
        return self.outbox.search(
            [("job", "=", job), ("company_id", "=", self.company.id)], order="id"
        )

    def deliver(self, rows=None):
        """Send the outbox without a mail server; return the mails."""
        mails = self.env["mail.mail"]
        with patch.object(
            type(mails), "send", lambda mail, **kwargs: mail.write({"state": "sent"})
        ):
            for row in rows or self.rows():
                row._send()
        return mails.search([("model", "=", "crm.survey.request")], order="id")

    def remind(self, now):
        domain = self.requests._get_reminder_domain(now)
        self.requests.search(domain)._remind(now)
        self.requests._expire_overdue(now)

    # --------------------------------------------------------------- invitation

    def test_request_is_sent_once_whoever_asks_again(self):
        request = self.ask(self.ada)
        self.decide()
        request._send(NOON + DAY)
        self.assertEqual(len(self.rows()), 1)
        self.assertEqual(request.sent_at, NOON)

    def test_try_that_was_rolled_back_leaves_one_mail(self):
        request = self.ask(self.ada)
        released = self.requests._run_budget(self.company, NOON)
        for _try in range(3):  # as after a serialisation failure
            with self.env.cr.savepoint() as savepoint:
                released._send(NOON)
                savepoint.rollback()
            self.env.invalidate_all(flush=False)
            self.assertFalse(self.rows())
        released._send(NOON)
        self.assertEqual((request.state, len(self.rows())), ("sent", 1))

    def test_invitation_is_written_in_the_persons_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("crm_survey.mail_template_invitation")
        template.with_context(
            lang="zh_CN"
        ).subject = "您的意见：{{ object.partner_id.name }}"
        self.ada.lang = "zh_CN"
        request = self.ask(self.ada)
        self.decide()
        mail = self.deliver()
        self.assertEqual((request.lang, mail.subject), ("zh_CN", "您的意见：Ada"))

    def test_invitation_shows_question_buttons_and_the_way_out(self):
        request = self.ask(self.ada)
        self.decide()
        answers = [(value, str(value), f"/a/{value}") for value in range(11)]
        kind = type(request)
        with (
            patch.object(kind, "_get_answer_urls", lambda request: answers),
            patch.object(kind, "_get_unsubscribe_url", lambda request: "/stop/it"),
        ):
            mail = self.deliver()
        for value in range(11):
            self.assertIn(f'/a/{value}"', mail.body_html)
        self.assertIn("Would you recommend us?", mail.body_html)
        self.assertIn("/stop/it", mail.body_html)
        self.assertIn(self.company.name, mail.body_html)
        self.assertIn("List-Unsubscribe", mail.headers)
        self.assertIn("/stop/it", mail.headers)

    def test_answered_or_cancelled_request_is_not_mailed(self):
        request = self.ask(self.ada)
        self.decide()
        request._cancel()
        self.assertFalse(self.deliver())
        self.assertEqual(self.rows().state, "cancelled")

    def fail_to_send(self, row):
        with (
            patch.object(type(row), "_make_mail", side_effect=ValueError("Broken")),
            self.assertLogs(OUTBOX, "ERROR"),
        ):
            row._send()

    def test_mail_that_could_not_leave_is_told(self):
        request = self.ask(self.ada)
        self.decide()
        row = self.rows()
        self.fail_to_send(row)
        self.assertEqual((request.state, request.error), ("bounced", "Broken"))
        row.action_send_again()
        self.deliver()
        self.assertEqual((request.state, request.error), ("sent", False))

    def test_poisoned_request_harms_only_itself(self):
        bob = self.make_person("Bob")
        poisoned, fine = self.ask(self.ada), self.ask(bob)
        released = self.requests._run_budget(self.company, NOON)
        kind = type(self.requests)
        take = kind._take_snapshot

        def poison(requests):
            if poisoned in requests:
                raise ValueError("Poison")
            return take(requests)

        with (
            patch.object(kind, "_take_snapshot", poison),
            self.assertLogs(f"{ROOM}.crm_survey_planner", "ERROR"),
        ):
            self.env["crm.survey.planner"]._do(released, "_send", NOON)
        self.env.invalidate_all()
        self.assertEqual((fine.state, fine.error), ("sent", False))
        self.assertEqual((poisoned.state, poisoned.sent_at), ("planned", False))
        self.assertEqual(poisoned.error, "ValueError: Poison")
        self.assertEqual(self.mails(), ["bob@example.com"])
        self.assertFalse(self.decide(NOON + DAY))
        with freeze_time(NOON + 2 * DAY):
            poisoned.with_user(self.voice_manager).action_send()
        self.assertEqual((poisoned.state, poisoned.error), ("sent", False))

    # ----------------------------------------------------------------- reminder

    def test_reminders_are_sent_once_each_until_the_answer(self):
        self.touchpoint.write({"reminder_count": 2, "reminder_days": 3})
        request = self.ask(self.ada)
        self.decide()
        for hours in range(0, 24 * 14, 6):
            self.remind(NOON + timedelta(hours=hours))
        self.assertEqual(request.reminder_count, 2)
        self.assertEqual(self.mails("survey_reminder"), ["ada@example.com"] * 2)
        self.assertEqual(request.state, "sent")
        self.remind(NOON + 14 * DAY)
        self.assertEqual(request.state, "expired")

    def test_reminder_that_could_not_leave_bounces_no_invitation(self):
        self.touchpoint.reminder_count = 1
        request = self.ask(self.ada)
        self.decide()
        self.deliver()
        self.remind(NOON + 3 * DAY)
        row = self.rows("survey_reminder")
        self.fail_to_send(row)
        self.assertEqual((row.state, request.state), ("failed", "sent"))
        self.assertFalse(request.error)

    def test_answer_stops_reminders(self):
        self.touchpoint.reminder_count = 1
        request = self.ask(self.ada)
        self.decide()
        answer = self.make_answer(9, self.ada, at="2026-03-11 08:00:00")
        request._on_answered(answer)
        self.assertEqual(request.state, "answered")
        self.assertEqual(str(request.answered_at), "2026-03-11 08:00:00")
        self.remind(NOON + 5 * DAY)
        self.assertFalse(self.rows("survey_reminder"))

    def test_answer_takes_back_a_reminder_that_waits(self):
        self.touchpoint.reminder_count = 1
        request = self.ask(self.ada)
        self.decide()
        self.remind(NOON + 3 * DAY)
        request._on_answered(self.make_answer(9, self.ada))
        self.deliver(self.rows("survey_reminder"))
        self.assertEqual(self.rows("survey_reminder").state, "cancelled")

    def test_who_opted_out_is_not_reminded(self):
        self.touchpoint.reminder_count = 1
        request = self.ask(self.ada)
        self.decide()
        self.ada.is_survey_opt_out = True
        self.remind(NOON + 3 * DAY)
        self.assertFalse(self.rows("survey_reminder"))
        self.assertEqual((request.state, request.next_reminder_at), ("sent", False))

    def test_no_reminder_after_the_end(self):
        self.touchpoint.write(
            {"reminder_count": 5, "reminder_days": 6, "deadline_days": 14}
        )
        request = self.ask(self.ada)
        self.decide()
        for days in range(15):
            self.remind(NOON + days * DAY)
        self.assertEqual(request.reminder_count, 2)

    def test_portal_requests_are_not_reminded_by_mail(self):
        portal = self.make_touchpoint(channel="portal", reminder_count=1)
        request = self.ask(self.ada, touchpoint=portal)
        self.decide()
        self.assertEqual((request.state, request.next_reminder_at), ("sent", False))

    # ------------------------------------------------------------------- bounce

    def test_returned_mail_marks_its_request(self):
        bob = self.make_person("Bob")
        request, other = self.ask(self.ada), self.ask(bob)
        self.touchpoint.reminder_count = 1
        self.decide()
        mails = self.deliver()
        message = mails.filtered(lambda mail: mail.res_id == request.id)
        self.env["mail.thread"].message_process(
            False, BOUNCE.format(message_id=message.message_id)
        )
        self.assertEqual((request.state, other.state), ("bounced", "sent"))
        self.assertFalse(request.next_reminder_at)

    # ------------------------------------------------------------------ buttons

    def test_button_sends_what_the_budget_allows_and_tells_why_not(self):
        silent = self.make_person("Silent", agrees=False)
        requests = self.ask(self.ada | silent, NOON + 5 * DAY)
        with freeze_time(NOON):
            notice = requests.with_user(self.voice_manager).action_send()
        self.assert_queue(
            [("Ada", "sent", False), ("Silent", "deferred", "no_consent")]
        )
        self.assertIn("1 of 2 requests", notice["params"]["message"])

    def test_queue_is_read_by_users_and_worked_by_managers(self):
        request = self.ask(self.ada)
        mine = request.with_user(self.voice_user)
        self.assertEqual(mine.read(["state"])[0]["state"], "planned")
        for button in ("action_send", "action_cancel"):
            with self.assertRaises(AccessError):
                getattr(mine, button)()
        with self.assertRaises(AccessError):
            request.with_user(self.voice_manager).write({"state": "sent"})
        request.with_user(self.voice_manager).action_cancel()
        self.assertEqual(request.state, "cancelled")

    def test_other_companies_queues_are_not_seen(self):
        other = self.make_company("Other company")
        foreign = self.make_touchpoint(company_id=other.id)
        request = self.ask(self.ada, touchpoint=foreign)
        found = self.requests.with_user(self.voice_manager).search([])
        self.assertNotIn(request, found)
        with self.assertRaises(AccessError):
            request.with_user(self.voice_manager).action_cancel()

    # --------------------------------------------------------------------- cron

    def test_hourly_run_plans_decides_sends_and_ends(self):
        tickets = self.make_touchpoint("ticket_solved", since="2026-03-09 12:00:00")
        old = self.ask(self.make_person("Old"), NOON - 20 * DAY)
        old._send(NOON - 20 * DAY)
        self.make_solved(NOON - timedelta(hours=2))
        # under freeze_time, so that the run's clock is NOON
        with freeze_time(NOON), self.enter_registry_test_mode():
            self.env.ref("crm_survey.ir_cron_plan").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(tickets.request_ids.mapped("state"), ["sent"])
        self.assertEqual(old.state, "expired")
        self.assertEqual(tickets.planned_until, NOON)
        self.assertEqual(self.mails()[-1], "ada@example.com")
