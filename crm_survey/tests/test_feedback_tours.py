# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .common_feedback import FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedbackTours(FeedbackCommon, HttpCase):
    """People at the browser: a rule from a card, and the loop from start to end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.name = "Tour customer"
        cls.make_tier(cls.partner, cls.high)
        cls.owner.group_ids += cls.env.ref("helpdesk_mgmt.group_helpdesk_user")
        (cls.owner | cls.voice_manager).lang = "en_US"

    def test_manager_takes_a_rule_from_a_card(self):
        self.make_said(2, "Late")
        self.start_tour(
            "/odoo/follow-up-rules", "crm_survey_follow_up_rule", login="voice_manager"
        )
        rule = self.env["crm.feedback.rule"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual((rule.action, rule.comment), ("ticket", "with"))
        self.assertEqual(rule.tier_ids, self.high | self.medium)

    def test_detractor_to_verified_in_the_browser(self):
        check = self.make_survey("Is it good now?")
        self.env["crm.survey.touchpoint"].create(
            {
                "name": "Ask again",
                "company_id": self.company.id,
                "survey_id": check.id,
                "event": "verification",
            }
        )
        self.make_rule(tier_ids=self.high.ids)
        item = self.feedback_of(self.make_said(2, "It came a week late"))

        self.start_tour(
            "/odoo/feedback", "crm_survey_close_the_loop", login="voice_owner"
        )

        self.assertEqual(item.state, "improved")
        request = item.verification_request_id
        self.make_said(
            9,
            survey=check,
            request_id=request.id,
            touchpoint_id=request.touchpoint_id.id,
        )
        self.assertEqual(item.state, "verified")

        self.start_tour("/odoo/feedback", "crm_survey_verified", login="voice_owner")
