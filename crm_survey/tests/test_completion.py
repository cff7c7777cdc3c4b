# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, fields
from odoo.tests import tagged

from .common import SurveyMetricCommon


@tagged("post_install", "-at_install")
class TestCompletion(SurveyMetricCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.make_partner("Ada")

    def assert_result(self, answer, score, metric_class):
        self.assertEqual(
            (answer.metric_score, answer.metric_class), (score, metric_class)
        )

    def assert_no_result(self, answer):
        self.assert_result(answer, 0.0, False)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT metric_score FROM survey_user_input WHERE id = %s", [answer.id]
        )
        self.assertEqual(self.env.cr.fetchall(), [(None,)])

    def test_answer_is_scored_and_classified(self):
        self.assert_result(self.make_answer(9, self.partner), 90.0, "promoter")
        self.assert_result(self.make_answer(8, self.partner), 80.0, "passive")
        self.assert_result(self.make_answer(6, self.partner), 60.0, "detractor")

    def test_zero_counts_as_a_detractor(self):
        for zero in (0, "0"):
            answer = self.make_answer(zero, self.partner)
            self.assert_result(answer, 0.0, "detractor")
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT metric_score FROM survey_user_input WHERE id = %s", [answer.id]
            )
            self.assertEqual(self.env.cr.fetchall(), [(0.0,)])

    def test_skipped_question_has_no_score(self):
        answer = self.make_answer(None, self.partner)
        self.assertTrue(answer.user_input_line_ids.skipped)
        self.assert_no_result(answer)

    def test_unfinished_participation_has_no_score(self):
        answer = self.start_answer(self.partner)
        answer._save_lines(self.question, 10)
        self.assert_no_result(answer)
        self.assertFalse(answer.completed_at)

    def test_test_entry_has_no_score(self):
        answer = self.make_answer(10, self.partner, test_entry=True)
        self.assert_no_result(answer)
        self.assertFalse(answer.completed_at)

    def test_person_without_contact_is_scored_all_the_same(self):
        answer = self.make_answer(10)
        self.assert_result(answer, 100.0, "promoter")
        self.assertFalse(answer.profile_id)
        self.assertFalse(answer.tier_id)

    def test_second_completion_changes_nothing(self):
        answer = self.make_answer(10, self.partner, at="2026-05-01 10:00:00")
        answer._save_lines(self.question, 0)
        answer._mark_done()
        self.assert_result(answer, 100.0, "promoter")
        self.assertEqual(str(answer.completed_at), "2026-05-01 10:00:00")

    def test_second_completion_does_not_score_what_was_skipped(self):
        answer = self.make_answer(None, self.partner)
        answer._save_lines(self.question, 10)
        answer._mark_done()
        self.assert_no_result(answer)

    def test_reopened_participation_keeps_its_first_result(self):
        answer = self.make_answer(10, self.partner)
        answer.state = "in_progress"
        answer._save_lines(self.question, 0)
        answer._mark_done()
        self.assert_result(answer, 100.0, "promoter")

    def test_participation_done_before_the_addon_is_left_alone(self):
        answer = self.start_answer(self.partner)
        answer._save_lines(self.question, 10)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE survey_user_input SET state = 'done' WHERE id = %s", [answer.id]
        )
        self.env.invalidate_all()
        answer._mark_done()
        self.assert_no_result(answer)

    def test_end_of_a_live_session_scores_its_answers(self):
        answers = [self.start_answer(self.partner, is_session_answer=True)]
        answers[0]._save_lines(self.question, 7)
        answers.append(self.make_answer(10, self.partner))
        answers.append(self.start_answer())
        before = fields.Datetime.now()
        session = self.survey.with_user(self.survey_user)
        session.session_start_time = before
        session.action_end_session()
        self.assert_result(answers[0], 70.0, "passive")
        self.assertGreaterEqual(answers[0].completed_at, before)
        self.assert_result(answers[1], 100.0, "promoter")
        self.assert_no_result(answers[2])

    def test_imported_done_participation_is_scored(self):
        line = {
            "question_id": self.question.id,
            "answer_type": "scale",
            "value_scale": 3,
        }
        answer = self.env["survey.user_input"].create(
            {
                "survey_id": self.survey.id,
                "partner_id": self.partner.id,
                "state": "done",
                "end_datetime": "2026-02-03 04:05:06",
                "user_input_line_ids": [Command.create(line)],
            }
        )
        self.assert_result(answer, 30.0, "detractor")
        self.assertEqual(str(answer.completed_at), "2026-02-03 04:05:06")

    def test_first_answered_metric_question_speaks_for_the_whole(self):
        second = self.make_question(metric="nps", sequence=30)
        self.question.sequence = 10
        answer = self.start_answer(self.partner)
        answer._save_lines(second, 1)
        answer._save_lines(self.question, 9)
        answer._mark_done()
        self.assert_result(answer, 90.0, "promoter")
        answer = self.start_answer(self.partner)
        answer._save_lines(self.question, None)
        answer._save_lines(second, 1)
        answer._mark_done()
        self.assert_result(answer, 10.0, "detractor")

    def test_answer_from_before_the_metric_is_not_taken_for_a_zero(self):
        question = self.make_question(
            survey=self.make_survey("Old", question_and_page_ids=[]),
            question_type="numerical_box",
        )
        answer = self.start_answer(self.partner, question.survey_id)
        answer._save_lines(question, "9")
        question.metric = "nps"
        answer._mark_done()
        self.assert_no_result(answer)

    def test_number_off_the_scale_from_before_the_metric_is_no_answer(self):
        question = self.make_question(
            survey=self.make_survey("Old", question_and_page_ids=[]),
            question_type="scale",
        )
        answer = self.start_answer(self.partner, question.survey_id)
        answer._save_lines(question, "99")
        question.metric = "nps"
        answer._mark_done()
        self.assertEqual(answer.state, "done")
        self.assert_no_result(answer)

    def test_copied_participation_starts_without_a_result(self):
        copied = self.make_answer(10, self.partner).copy({"state": "new"})
        self.assert_no_result(copied)
        self.assertFalse(copied.completed_at)

    def test_twenty_completions_take_the_queries_of_one(self):
        partners = [self.make_partner(f"Customer {number}") for number in range(40)]

        def count_queries(answers):
            for answer in answers:
                answer._save_lines(self.question, 9)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answers.write({"state": "done"})
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        answers = self.env["survey.user_input"].concat(
            *(self.start_answer(partner) for partner in partners)
        )
        count_queries(answers[:1])
        one = count_queries(answers[1:2])
        self.assertEqual(count_queries(answers[2:22]), one)
        self.assertEqual(answers[2:22].mapped("metric_class"), ["promoter"] * 20)

    def test_completion_costs_at_most_five_queries_more_than_core(self):
        plain = self.make_survey("Plain", question_and_page_ids=[])
        self.make_question(survey=plain, question_type="scale")

        def count_queries(survey):
            answer = self.start_answer(self.partner, survey)
            answer._save_lines(survey.question_ids, "9")
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            answer._mark_done()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        with_metric = count_queries(self.survey)
        with_metric = count_queries(self.survey)
        self.patch(
            self.registry["survey.user_input"], "_record_completion", lambda self: None
        )
        self.assertLessEqual(with_metric, count_queries(plain) + 5)
