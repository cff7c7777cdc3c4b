# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.tests import HttpCase, tagged

from ..engine import Tally
from .common import SurveyMetricCommon


@tagged("post_install", "-at_install")
class TestMetricFigures(SurveyMetricCommon):
    """What the page of results and the survey's button say about the answers."""

    def show(self, survey=None):
        """Return ``{question: figures}`` as the page of results prepares them."""
        survey = survey or self.survey
        lines = survey.user_input_ids.user_input_line_ids
        return {
            row["question"]: row["metric"]
            for row in survey.question_and_page_ids._prepare_statistics(lines)
        }

    def make_scored(self, metric, values, **vals):
        """Return a survey with one question, answered so."""
        survey = self.make_survey(
            metric,
            question_and_page_ids=[
                Command.create({"title": metric, "metric": metric, **vals})
            ],
        )
        for value in values:
            self.make_answer(value, survey=survey)
        return survey

    def test_net_promoter_score_has_its_interval_and_bands(self):
        for value in (10, 10, 9, 9, 9, 9, 9, 8, 7, 0):
            self.make_answer(value)
        found = self.show()[self.question]
        # 7 of 10 less 1 of 10; the interval as in engine/intervals.py
        self.assertEqual(
            (found["value"], found["count"], found["interval"]),
            ("+60", 10, "+5 to +86"),
        )
        self.assertEqual(
            [
                (band["label"], band["count"], band["percent"])
                for band in found["bands"]
            ],
            [("Promoters", 7, 70.0), ("Passives", 2, 20.0), ("Detractors", 1, 10.0)],
        )
        # −100 … +60 … +100 is 80 % of the gauge
        self.assertEqual(found["strip"]["at"], 80.0)

    def test_csat_is_the_share_of_the_two_best_boxes(self):
        survey = self.make_scored("csat", (5, 5, 4, 4, 3, 2, 1, 1))
        found = self.show(survey)[survey.question_ids]
        self.assertEqual((found["value"], found["interval"]), ("50 %", "22 % to 78 %"))
        self.assertEqual(survey.metric_summary, "CSAT 50 % from 8 answers")
        self.assertEqual(survey.nps, 0.0)

    def test_ces_is_the_mean_with_its_interval(self):
        survey = self.make_scored("ces", (5, 5, 6, 6, 6, 7, 7, 7, 7, 7))
        found = self.show(survey)[survey.question_ids]
        self.assertEqual((found["value"], found["interval"]), ("6.3", "5.7 to 6.9"))
        self.assertEqual(
            [(point["label"], point["count"]) for point in found["points"]],
            [("7", 5), ("6", 3), ("5", 2), ("4", 0), ("3", 0), ("2", 0), ("1", 0)],
        )

    def test_interval_stays_on_the_scale(self):
        survey = self.make_scored("star", (5, 5, 5, 5, 4))
        found = self.show(survey)[survey.question_ids]
        self.assertEqual((found["value"], found["interval"]), ("4.8", "4.2 to 5.0"))
        survey = self.make_scored("star", (1, 1, 1, 1, 2))
        found = self.show(survey)[survey.question_ids]
        self.assertEqual((found["value"], found["interval"]), ("1.2", "1.0 to 1.8"))

    def test_reversed_question_counts_low_answers_as_satisfied(self):
        survey = self.make_scored("csat", (1, 2, 2, 5, 5), is_metric_reversed=True)
        found = self.show(survey)[survey.question_ids]
        self.assertEqual(found["value"], "60 %")
        self.assertEqual([point["label"] for point in found["points"]], list("12345"))
        # More satisfied people are better, whichever end of the scale they choose.
        months = [Tally(), Tally()]
        for month, band in zip(months, ("detractor", "promoter"), strict=True):
            month.add(1, 100.0, band, 30)
        trend = survey.question_ids._tell_trend(months)
        self.assertEqual(trend["icon"], "fa-arrow-up text-success")

    def test_few_answers_show_their_number_and_no_figure(self):
        for _number in range(4):
            self.make_answer(10)
        found = self.show()[self.question]
        self.assertEqual(
            (found["value"], found["count"], found["interval"], found["strip"]),
            ("Too few", 4, "", None),
        )

    def test_unfinished_and_test_answers_do_not_count(self):
        for _number in range(5):
            self.make_answer(10)
        self.start_answer()._save_lines(self.question, 0)
        self.make_answer(0, test_entry=True)
        self.make_answer(0).state = "in_progress"
        self.make_answer(0).test_entry = True
        found = self.show()[self.question]
        self.assertEqual((found["value"], found["count"]), ("+100", 5))

    def test_answers_to_what_the_question_measured_before_do_not_count(self):
        for _number in range(5):
            self.make_answer(10)
        other = self.make_answer(0)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_survey_score SET metric = 'csat' WHERE user_input_id = %s",
            [other.id],
        )
        self.env.invalidate_all()
        found = self.show()[self.question]
        self.assertEqual((found["value"], found["count"]), ("+100", 5))

    def test_every_row_of_a_matrix_has_its_figure(self):
        rows = [Command.create({"value": name}) for name in ("Speed", "Price")]
        survey = self.make_scored(
            "likert", (), question_type="matrix", matrix_row_ids=rows
        )
        question = survey.question_ids
        speed, price = question.matrix_row_ids
        columns = question._get_metric_columns()
        for place in (4, 4, 4, 3, 0):
            answer = self.start_answer(survey=survey)
            given = {str(speed.id): [columns[place].id]}
            if place:
                given[str(price.id)] = [columns[1].id]
            answer._save_lines(question, given)
            answer._mark_done()
        found = self.show(survey)[question]
        self.assertEqual(
            [(row["label"], row["value"], row["count"]) for row in found["rows"]],
            [("Speed", "4.0", 5), ("Price", "Too few", 4)],
        )
        self.assertTrue(found["rows"][0]["interval"])
        # Nine answers of five people are no nine people.
        self.assertEqual((found["count"], found["interval"]), (9, ""))
        months = [Tally(), Tally()]
        for month, value in zip(months, (1, 5), strict=True):
            month.add(value, 25.0 * (value - 1), "passive", 30)
        self.assertEqual(question._tell_trend(months), {})

    def test_months_and_the_change_of_the_last_one(self):
        for month, values in (("06", [0] * 10 + [10] * 2), ("07", [10] * 12)):
            for value in values:
                self.make_answer(value, at=f"2026-{month}-15 10:00:00")
        found = self.show()[self.question]
        self.assertEqual(
            [(row["label"], row["value"], row["count"]) for row in found["months"]],
            [("Jul 2026", "+100", 12), ("Jun 2026", "−67", 12)],
        )
        self.assertIn("+167 points", found["trend"]["text"])
        self.assertIn("fa-arrow-up", found["trend"]["icon"])

    def test_a_mean_moves_too_and_a_higher_one_can_be_worse(self):
        """Twelve times 2 or 3, then twelve times 5 or 6: 3.0 more, Welch's interval."""
        for is_reversed, colour in ((False, "text-success"), (True, "text-danger")):
            survey = self.make_scored("ces", (), is_metric_reversed=is_reversed)
            for month, values in (("06", (2, 3) * 6), ("07", (5, 6) * 6)):
                for value in values:
                    at = f"2026-{month}-15 10:00:00"
                    self.make_answer(value, survey=survey, at=at)
            trend = self.show(survey)[survey.question_ids]["trend"]
            self.assertEqual(
                (trend["icon"], trend["text"]),
                (
                    f"fa-arrow-up {colour}",
                    "Last month: +3.0 points, with 95 % confidence between +2.6 and "
                    "+3.4.",
                ),
            )

    def test_a_mean_that_chance_moves_or_that_few_answers_make(self):
        survey = self.make_scored("star", ())
        for month, values in (("06", (3, 4, 5, 4)), ("07", (3, 4, 4, 4, 5, 4))):
            for value in values:
                self.make_answer(value, survey=survey, at=f"2026-{month}-15 10:00:00")
        self.assertEqual(self.show(survey)[survey.question_ids]["trend"], {})
        self.make_answer(5, survey=survey, at="2026-06-16 10:00:00")
        # 24 of 6 answers after 21 of 5: 4.0 after 4.2.
        trend = self.show(survey)[survey.question_ids]["trend"]
        self.assertEqual(
            (trend["icon"], trend["text"]),
            (
                "fa-arrows-h text-muted",
                "Last month: no change beyond chance (−0.2 points).",
            ),
        )

    def test_words_stand_with_the_band_of_their_answer(self):
        why = self.make_question(question_type="text_box", title="Why?")
        name = self.make_question(question_type="char_box", save_as_nickname=True)
        for value, text in ((10, "Great"), (0, "Late"), (9, "Kind")):
            answer = self.start_answer()
            answer._save_lines(self.question, value)
            answer._save_lines(why, text)
            answer._save_lines(name, "Ada")
            answer._mark_done()
        found = self.show()[self.question]["verbatims"]
        self.assertEqual(
            [
                (group["label"], group["lines"].mapped("value_text_box"))
                for group in found
            ],
            [("Promoters", ["Kind", "Great"]), ("Detractors", ["Late"])],
        )

    def test_main_question_is_the_net_promoter_one(self):
        self.make_question(metric="csat", sequence=1)
        for value in (10, 10, 9, 8, 0):
            answer = self.start_answer()
            answer._save_lines(self.question, value)
            answer._mark_done()
        self.assertEqual(self.survey.metric_summary, "NPS +40 from 5 answers")

    def test_queries_do_not_grow_with_questions_or_answers(self):
        survey = self.make_scored("csat", (5, 4))

        def count_queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines = survey.user_input_ids.user_input_line_ids
            survey.question_ids._prepare_metric_statistics(lines)
            return self.env.cr.sql_log_count - before

        count_queries()
        few = count_queries()
        for metric in ("ces", "star", "likert"):
            self.make_question(survey, title=metric, metric=metric)
        for value in (1, 2, 3, 4, 5) * 3:
            self.make_answer(value, survey=survey)
        self.assertLessEqual(count_queries(), few)


@tagged("post_install", "-at_install")
class TestMetricPage(SurveyMetricCommon, HttpCase):
    """The page itself, as a survey user opens it."""

    def test_page_shows_the_figure_and_none_of_the_marks_of_core(self):
        for value in (10, 10, 9, 8, 0):
            self.make_answer(value)
        self.survey_user.password = "survey_user_password"
        self.authenticate("survey_user", "survey_user_password")
        page = self.url_open(f"/survey/results/{self.survey.id}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("o_crm_survey_gauge", page.text)
        self.assertIn("+40", page.text)
        # 7.4 is the mean that core shows for every scale
        self.assertNotIn("Avg", page.text)
        self.assertNotIn("survey_graph_question", page.text)
        self.question.metric = False
        self.assertIn("Avg", self.url_open(f"/survey/results/{self.survey.id}").text)
