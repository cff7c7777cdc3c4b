# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_answer import SurveyAnswerCommon


@tagged("post_install", "-at_install")
class TestAnswerCost(SurveyAnswerCommon):
    """What an invited answer costs, and what becomes of one that is left half-way."""

    def count_queries(self, answer):
        """Return the queries that the completion of a begun participation takes."""
        answer._mark_in_progress()
        answer._save_lines(answer.survey_id.question_ids, "9")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        answer._mark_done()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_completing_costs_at_most_five_queries_more_than_core(self):
        asked = [self.make_partner(f"P{n}", email=f"p{n}@a.be") for n in range(2)]
        answers = [self.invite(partner)._start_answer() for partner in asked]
        ours = [self.count_queries(answer) for answer in answers][1]
        self.assertEqual(answers[1].request_id.state, "answered")
        plain = self.make_survey("Plain", question_and_page_ids=[])
        self.make_question(survey=plain, question_type="scale")
        self.patch(
            self.registry["survey.user_input"], "_record_completion", lambda self: None
        )
        core = plain._create_answer(partner=asked[0])
        self.assertLessEqual(ours, self.count_queries(core) + 5)

    def test_answer_in_part_counts_when_the_time_is_over(self):
        long = self.make_long_survey()
        touchpoint = self.make_touchpoint(long)
        half = self.invite(touchpoint=touchpoint)
        half._vote(9)
        looked = self.invite(self.make_partner("B", email="b@a.be"), None, touchpoint)
        looked._start_answer()._mark_in_progress()
        now = fields.Datetime.now()
        planner = self.env["crm.survey.request"]
        planner._expire_overdue(now)
        self.assertEqual((half | looked).mapped("state"), ["sent", "sent"])
        planner._expire_overdue(now + timedelta(days=15))
        self.assertEqual((half | looked).mapped("state"), ["answered", "expired"])
        self.assertEqual(half.user_input_ids.metric_class, "promoter")
        self.assertEqual(looked.user_input_ids.state, "in_progress")

    def test_anonymous_answer_in_part_counts_too(self):
        survey = self.make_long_survey(is_anonymous=True)
        self.invite(touchpoint=self.make_touchpoint(survey))._vote(2)
        later = fields.Datetime.now() + timedelta(days=15)
        self.env["crm.survey.request"]._expire_overdue(later)
        self.assertEqual(survey.user_input_ids.metric_class, "detractor")
