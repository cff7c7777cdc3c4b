# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import SurveyMetricCommon


@tagged("post_install", "-at_install")
class TestSurvey(SurveyMetricCommon):
    def test_score_stands_with_its_number_of_answers(self):
        for value in (10, 10, 9, 8, 0):
            self.make_answer(value)
        # 3 of 5 promoters less 1 of 5 detractors
        self.assertEqual((self.survey.nps, self.survey.metric_count), (40.0, 5))
        self.assertEqual(self.survey.metric_summary, "NPS +40 from 5 answers")
        self.assertEqual(self.survey.metric_value, "+40")

    def test_few_answers_give_a_number_of_answers_and_no_score(self):
        for _number in range(4):
            self.make_answer(10)
        self.assertEqual(self.survey.metric_summary, "NPS: too few answers (4)")
        self.assertEqual(self.survey.metric_value, "Too few")

    def test_score_is_told_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for value in (10, 10, 9, 8, 0):
            self.make_answer(value)
        survey = self.survey.with_context(lang="zh_CN")
        self.assertEqual(survey.metric_summary, "NPS +40（5 份答卷）")

    def test_survey_without_answers_says_so(self):
        self.assertEqual(self.survey.metric_summary, "NPS: no answers yet")
        self.assertEqual(self.survey.metric_count, 0)

    def test_more_detractors_give_a_negative_score(self):
        for value in (0, 6, 6, 9, 7):
            self.make_answer(value)
        self.assertEqual(self.survey.metric_summary, "NPS −40 from 5 answers")

    def test_as_many_promoters_as_detractors_give_zero(self):
        for value in (0, 6, 9, 9, 7, 8):
            self.make_answer(value)
        self.assertEqual(self.survey.metric_summary, "NPS 0 from 6 answers")

    def test_skipped_test_and_open_answers_do_not_count(self):
        self.make_answer(None)
        self.make_answer(10, test_entry=True)
        self.start_answer()._save_lines(self.question, 10)
        self.assertEqual(self.survey.metric_count, 0)

    def test_reopened_answers_and_later_test_entries_do_not_count(self):
        self.make_answer(10).state = "in_progress"
        self.make_answer(10).test_entry = True
        self.make_answer(0)
        self.assertEqual((self.survey.nps, self.survey.metric_count), (-100.0, 1))

    def test_other_surveys_do_not_count(self):
        other = self.make_survey("Other")
        self.make_answer(10)
        self.make_answer(0, survey=other)
        self.make_answer(0, survey=other)
        self.assertEqual((self.survey | other).mapped("metric_count"), [1, 2])
        self.assertEqual((self.survey | other).mapped("nps"), [100.0, -100.0])

    def test_survey_without_metric_shows_no_score(self):
        plain = self.make_survey("Plain", question_and_page_ids=[])
        self.make_question(survey=plain)
        self.assertFalse(plain.has_metric)
        self.assertTrue(self.survey.has_metric)

    def test_button_opens_the_scored_answers(self):
        own = self.make_answer(7)
        self.make_answer(None)
        self.make_answer(7, survey=self.make_survey("Other"))
        action = self.survey.action_view_scored_answers()
        found = self.env["survey.user_input"].search(action["domain"])
        self.assertEqual(found, own)

    def test_twenty_surveys_take_the_queries_of_one(self):
        surveys = self.env["survey.survey"].concat(
            *(self.make_survey(f"Survey {number}") for number in range(20))
        )
        for survey in surveys:
            self.make_answer(9, survey=survey)

        def count_queries(surveys):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            surveys.mapped("metric_summary")
            return self.env.cr.sql_log_count - before

        count_queries(surveys)
        self.assertEqual(count_queries(surveys), count_queries(surveys[0]))

    def test_answers_group_by_class_and_tier(self):
        self.make_answer(10)
        self.make_answer(7)
        self.make_answer(8)
        groups = self.env["survey.user_input"]._read_group(
            [("survey_id", "=", self.survey.id)],
            ["metric_class", "tier_id"],
            ["__count", "metric_score:sum"],
        )
        self.assertCountEqual(
            groups,
            [
                ("passive", self.env["crm.value.tier"], 2, 150.0),
                ("promoter", self.env["crm.value.tier"], 1, 100.0),
            ],
        )
