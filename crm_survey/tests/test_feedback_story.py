# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from freezegun import freeze_time

from odoo.tests import tagged

from .common_feedback import FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedbackStory(FeedbackCommon):
    """A detractor of a high tier, until the customer says that it is good now."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_tier(cls.partner, cls.high)
        cls.check = cls.make_survey("Is it good now?")
        cls.point = cls.env["crm.survey.touchpoint"].create(
            {
                "name": "Ask again",
                "company_id": cls.company.id,
                "survey_id": cls.check.id,
                "event": "verification",
            }
        )
        cls.rule = cls.make_rule(tier_ids=cls.high.ids, severity="major")

    def bring_to_improved(self, item):
        """Take ``item`` the way that people take it, until it is changed."""
        item = item.with_user(self.owner)
        item.cause_id = self.cause
        item.action_classify()
        item.action_start()
        item.action_answer()
        action = self.make_action(cause_id=self.cause.id, cost=120.0)
        item.action_id = action
        action.action_done()
        return action

    def answer_request(self, item, value, words=None):
        """The customer answers the invitation of the loop."""
        request = item.verification_request_id
        return self.make_said(
            value,
            words,
            survey=self.check,
            request_id=request.id,
            touchpoint_id=request.touchpoint_id.id,
        )

    def test_detractor_to_verified(self):
        with freeze_time("2026-03-02 08:00:00"):
            answer = self.make_said(2, "It came a week late")
        item = self.feedback_of(answer)
        self.assertEqual(item.ticket_id.severity, "major")
        self.assertEqual(item.deadline_date.isoformat(), "2026-03-03")

        with freeze_time("2026-03-03 08:00:00"):
            action = self.bring_to_improved(item)
        self.assertEqual(item.state, "improved")

        request = item.verification_request_id
        self.assertEqual(
            (
                request.touchpoint_id,
                request.partner_id,
                request.res_model,
                request.res_id,
            ),
            (self.point, self.partner, "crm.feedback", item.id),
        )
        self.assertEqual(request.key, f"verification,{item.id},1|{self.partner.id}")

        with freeze_time("2026-03-12 08:00:00"):
            again = self.answer_request(item, 9, "All is well")
        self.assertEqual(
            (item.state, item.recovery_rate, item.days_to_close, item.days_to_answer),
            ("verified", 100.0, 10.0, 1.0),
        )
        self.assertEqual(
            (item.verification_answer_id, item.verification_score),
            (again, 90.0),
        )
        self.assertEqual(action.effect, "1 of 1 customers say that it is good now.")
        self.assertFalse(item.activity_ids)
        self.assertFalse(again.feedback_rule_id)

    def test_still_a_detractor_goes_back_to_work_and_is_asked_anew(self):
        item = self.feedback_of(self.make_said(2, "Late"))
        self.bring_to_improved(item)
        first = item.verification_request_id
        again = self.answer_request(item, 3, "Late again")
        self.assertEqual((item.state, item.recovery_rate), ("not_recovered", 0.0))
        self.assertEqual(
            [(summary, user) for summary, user, _day in self.steps_of(item)],
            [("The customer is still dissatisfied: go on", self.owner)],
        )
        # the loop that asked takes it: no second ticket
        self.assertEqual(len(self.tickets_of(self.partner)), 1)
        self.assertFalse(self.feedback_of(again))
        again._on_completed()
        self.assertEqual(item.state, "not_recovered")

        item = item.with_user(self.owner)
        item.action_start()
        item.action_answer()
        item.action_improve()
        second = item.verification_request_id
        self.assertNotEqual(second, first)
        self.assertEqual(second.key, f"verification,{item.id},2|{self.partner.id}")
        self.answer_request(item, 10)
        self.assertEqual((item.state, item.recovery_rate), ("verified", 100.0))

    def test_without_a_touchpoint_the_owner_calls(self):
        self.point.active = False
        item = self.feedback_of(self.make_said(2))
        self.bring_to_improved(item)
        self.assertFalse(item.verification_request_id)
        self.assertEqual(
            [(summary, user) for summary, user, _day in self.steps_of(item)],
            [("Call the customer: is it good now?", self.owner)],
        )

    def test_who_is_not_reached_by_the_survey_is_called(self):
        item = self.feedback_of(self.make_said(2))
        self.bring_to_improved(item)
        self.assertNotIn(item, self.feedback._get_unreached())
        item.verification_request_id._drop("late")
        self.assertIn(item, self.feedback._get_unreached())
        with self.enter_registry_test_mode():
            self.env.ref("crm_survey.ir_cron_feedback_call").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(
            [(summary, user) for summary, user, _day in self.steps_of(item)],
            [("Call the customer: is it good now?", self.owner)],
        )
        self.assertNotIn(item, self.feedback._get_unreached())

    def test_verification_without_a_score_is_decided_by_the_owner(self):
        item = self.feedback_of(self.make_said(2))
        self.bring_to_improved(item)
        self.answer_request(item, None, "Hm")
        self.assertEqual(item.state, "improved")
        self.assertEqual(
            [summary for summary, _user, _day in self.steps_of(item)],
            ["Call the customer: is it good now?"],
        )

    def test_anonymous_voice_can_be_improved(self):
        answer = self.make_said(2, partner=self.env["res.partner"])
        self.assertFalse(answer.feedback_rule_id)  # no tier, so the rule does not fit
        self.rule.tier_ids = False
        item = self.feedback_of(self.make_said(2, partner=self.env["res.partner"]))
        item.user_id = self.owner
        self.bring_to_improved(item)
        self.assertEqual(item.state, "improved")
        self.assertFalse(item.verification_request_id)

    def test_figures_group(self):
        for value in (9, 1):
            item = self.feedback_of(self.make_said(2))
            self.bring_to_improved(item)
            self.answer_request(item, value)
        groups = self.feedback.formatted_read_group(
            [("partner_id", "=", self.partner.id)],
            ["asked_tier_id", "cause_id"],
            ["recovery_rate:avg", "repeat_rate:avg", "__count"],
        )
        self.assertEqual(
            [
                (row["recovery_rate:avg"], row["repeat_rate:avg"], row["__count"])
                for row in groups
            ],
            [(50.0, 50.0, 2)],
        )
