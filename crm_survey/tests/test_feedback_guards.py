# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_feedback import FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedbackGuards(FeedbackCommon):
    """What must not happen to a voice on its way."""

    def test_owner_works_here_and_may_see_to_feedback(self):
        other = self.make_company("Other company")
        elsewhere = self.make_user(
            "voice_elsewhere", "crm_survey.group_user", company=other
        )
        clerk = self.make_user("clerk", "base.group_user")
        for user in (elsewhere, clerk):
            partner = self.make_partner("Bob", user_id=user.id)
            self.make_tier(partner, self.high)
            self.high.manager_ids = self.owner
            item = self.make_feedback(partner, source="survey")
            self.assertEqual(item.user_id, self.owner, user.login)

    def test_who_passes_a_voice_on_does_not_own_it(self):
        clerk = self.make_user("voice_clerk", "crm_survey.group_user")
        owners = {}
        for source in ("interview", "portal", "ticket", "survey"):
            item = self.feedback.with_user(clerk).create(
                {"name": source, "company_id": self.company.id, "source": source}
            )
            owners[source] = item.user_id == clerk
        self.assertEqual([source for source in owners if owners[source]], ["interview"])

    def test_mail_without_an_address_is_told(self):
        template = self.env.ref("crm_survey.mail_template_thanks")
        self.make_rule(metric_class="promoter", action="mail", template_id=template.id)
        with mute_logger("odoo.addons.crm_survey.models.feedback.survey_user_input"):
            answer = self.make_said(10, partner=self.make_partner("Bob"))
        self.assertIn("no valid mail address", answer.feedback_error)

    def test_ticket_about_a_suggestion_is_no_complaint(self):
        self.make_rule(kind="suggestion")
        item = self.feedback_of(self.make_said(2))
        self.assertEqual(
            (item.kind, item.ticket_id.is_complaint), ("suggestion", False)
        )

    def test_customer_who_is_found_later_brings_the_deadline(self):
        item = self.make_feedback(
            partner_id=False, author="Ada?", received_at="2026-03-02 10:00:00"
        )
        self.assertEqual(item.deadline_date.isoformat(), "2026-03-07")
        self.make_tier(self.partner, self.high)
        item.partner_id = self.partner
        self.assertEqual(item.deadline_date.isoformat(), "2026-03-03")

    def test_activities_of_others_stay_theirs(self):
        item = self.make_feedback(deadline_date="2026-05-01")
        own = item.activity_ids
        other = own.copy({"user_id": self.voice_manager.id, "automated": True})
        third = self.make_user("voice_third", "crm_survey.group_user")
        item.user_id = third
        self.assertEqual((own.user_id, other.user_id), (third, self.voice_manager))

    def test_nobody_works_on_what_nobody_owns(self):
        item = self.make_feedback(kind="complaint", cause_id=self.cause.id)
        item.action_classify()
        item.user_id = False
        with self.assertRaisesRegex(UserError, "Say who owns"):
            item.action_start()

    def test_steps_are_for_who_may_write(self):
        """Steps are written with elevated rights: reading alone takes none."""
        clerk = self.make_user("clerk", "base.group_user")
        self.env["ir.model.access"].create(
            {
                "name": "Clerks read",
                "model_id": self.env["ir.model"]._get_id("crm.feedback"),
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
            }
        )
        item = self.make_feedback(kind="complaint", cause_id=self.cause.id)
        self.assertEqual(item.with_user(clerk).name, "Came late")
        with self.assertRaises(AccessError):
            item.with_user(clerk).action_classify()
        self.assertEqual(item.state, "new")

    def test_the_last_day_is_in_time_and_the_next_is_not(self):
        for day, rate in (("04", 100.0), ("05", 0.0)):
            item = self.make_feedback(
                kind="complaint",
                cause_id=self.cause.id,
                received_at="2026-03-02 10:00:00",
                deadline_date="2026-03-04",
            )
            with freeze_time(f"2026-03-{day} 10:00:00"):
                item.action_classify()
                item.action_answer()
            self.assertEqual(item.in_time_rate, rate)

    def test_first_classification_counts(self):
        with freeze_time("2026-03-02 08:00:00"):
            item = self.make_feedback(kind="complaint", cause_id=self.cause.id)
            item.action_classify()
        self.make_feedback(cause_id=self.cause.id, received_at="2026-03-01 08:00:00")
        item.no_action_reason = "Told him"
        with freeze_time("2026-03-05 08:00:00"):
            item.action_improve()
        self.assertEqual(item.classified_at.day, 2)
        self.assertFalse(item.is_repeat)

    def test_repeated_causes_are_those_of_the_company(self):
        other = self.make_company("Other company")
        self.make_feedback(
            company_id=other.id,
            cause_id=self.cause.id,
            received_at="2026-03-01 08:00:00",
        )
        item = self.make_feedback(kind="complaint", cause_id=self.cause.id)
        item.action_classify()
        self.assertFalse(item.is_repeat)

    def test_messages_that_are_no_answer(self):
        colleague = self.make_partner("Somebody else", email="else@example.com")
        item = self.make_feedback()
        post = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        to_customer = {**post, "partner_ids": self.partner.ids}
        item.message_post(body="Among us", is_internal=True, **to_customer)
        item.message_post(body="Mine", author_id=self.partner.id, **to_customer)
        item.message_post(body="FYI", partner_ids=colleague.ids, **post)
        self.assertFalse(item.answered_at)
        item.message_post(body="We are sorry", **to_customer)
        self.assertTrue(item.answered_at)

    def test_improvement_takes_along_what_waits_for_it_only(self):
        action = self.make_action(cause_id=self.cause.id)
        vals = {"kind": "complaint", "cause_id": self.cause.id, "action_id": action.id}
        unread, verified, worked = (self.make_feedback(**vals) for _n in range(3))
        (verified | worked).action_classify()
        verified._move("verified")
        action.action_done()
        self.assertEqual(
            [item.state for item in (unread, verified, worked)],
            ["new", "verified", "improved"],
        )
        self.assertIn(unread.name, action.message_ids[0].body)

    def test_cause_does_not_belong_to_itself(self):
        below = self.make_cause("Weather", parent_id=self.cause.id)
        with self.assertRaisesRegex(UserError, "can't belong to itself"):
            self.cause.parent_id = below
