# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import runpy

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import file_path

from .common_metric import MetricCommon

FIELDS = ("metric", "value", "score", "metric_class", "nps", "satisfied")


@tagged("post_install", "-at_install")
class TestMetricScores(MetricCommon):
    """Completed answers leave their rows in the narrow table, each once."""

    # ---------------------------------------------------------------- scales

    def test_every_metric_scores_its_answer(self):
        expected = {
            ("nps", 9): (9, 90.0, "promoter", 100, None),
            ("nps", 0): (0, 0.0, "detractor", -100, None),
            ("csat", 4): (4, 75.0, "promoter", None, 100.0),
            ("csat", 3): (3, 50.0, "passive", None, 0.0),
            ("ces", 5): (5, 66.66666666666667, "promoter", None, None),
            ("ces", 3): (3, 33.333333333333336, "detractor", None, None),
            ("likert", 1): (1, 0.0, "detractor", None, None),
            ("star", 5): (5, 100.0, "promoter", None, 100.0),
        }
        for (metric, value), row in expected.items():
            with self.subTest(metric=metric, value=value):
                question = self.ask(metric)
                found = self.read_rows(self.reply({question: value}))
                self.assertEqual(found, [(metric, *row)])

    def test_each_scale_has_its_convention(self):
        expected = {
            "nps": (0, 10, "Not at all likely", False, "Extremely likely"),
            "csat": (
                1,
                5,
                "Very dissatisfied",
                "Neither satisfied nor dissatisfied",
                "Very satisfied",
            ),
            "ces": (
                1,
                7,
                "Strongly disagree",
                "Neither agree nor disagree",
                "Strongly agree",
            ),
            "star": (1, 5, False, False, False),
        }
        names = "scale_min scale_max scale_min_label scale_mid_label scale_max_label"
        for metric, convention in expected.items():
            question = self.ask(metric)
            found = tuple(question[name] for name in names.split())
            self.assertEqual(found, convention)
            self.assertEqual(question.question_type, "scale")

    def test_another_metric_brings_its_labels_and_leaves_own_ones(self):
        question = self.ask("nps")
        question.scale_max_label = "By all means"
        question.metric = "csat"
        self.assertEqual(question.scale_min_label, "Very dissatisfied")
        self.assertEqual(question.scale_max_label, "By all means")
        self.assertEqual((question.scale_min, question.scale_max), (1, 5))

    def test_points_off_each_scale_are_refused(self):
        for metric, wrong in (("csat", "0"), ("csat", "6"), ("ces", "8"), ("star", 0)):
            question = self.ask(metric)
            with self.subTest(metric=metric, wrong=wrong):
                self.assertIn(question.id, question.validate_question(wrong))
                with self.assertRaises(ValidationError):
                    self.start_answer(survey=self.survey)._save_lines(question, wrong)

    def test_reversed_question_counts_the_lowest_answer_as_the_best(self):
        question = self.ask("csat", is_metric_reversed=True)
        found = self.read_rows(self.reply({question: 2}))
        self.assertEqual(found, [("csat", 2.0, 75.0, "promoter", None, 100.0)])
        with self.assertRaises(ValidationError):
            self.ask("nps", is_metric_reversed=True)

    def test_skipped_questions_and_test_entries_have_no_rows(self):
        question = self.ask("csat")
        self.assertEqual(self.read_rows(self.reply({question: None})), [])
        self.assertEqual(self.read_rows(self.reply({question: 3}, test_entry=True)), [])

    # --------------------------------------------------------------- weights

    def test_weighted_choice_scores_percent_of_the_range(self):
        question = self.make_weighted("simple_choice", (-10, 0, 30))
        bad, middle, good = question.suggested_answer_ids
        for choice, score, band in (
            (bad, 0.0, "detractor"),
            (middle, 25.0, "detractor"),
            (good, 100.0, "promoter"),
        ):
            ((metric, value, found, found_band, nps, satisfied),) = self.read_rows(
                self.reply({question: str(choice.id)})
            )
            self.assertEqual(
                (metric, value, found, found_band, nps, satisfied),
                ("weighted", choice.answer_score, score, band, None, None),
            )

    def test_several_weighted_choices_are_added_up(self):
        question = self.make_weighted("multiple_choice", (10, 20, 30))
        first, _second, third = question.suggested_answer_ids
        participation = self.reply({question: [str(first.id), str(third.id)]})
        # 40 of 10 to 60
        self.assertEqual(
            self.read_rows(participation),
            [("weighted", 40.0, 60.0, "passive", None, None)],
        )
        # Where every choice takes something away, one is the best: −1 of −4 to −1.
        minus = self.make_weighted("multiple_choice", (-3, -1))
        participation = self.reply({minus: [str(minus.suggested_answer_ids[1].id)]})
        self.assertEqual(
            self.read_rows(participation),
            [("weighted", -1.0, 100.0, "promoter", None, None)],
        )

    def test_choice_that_became_foreign_later_is_not_scored(self):
        question = self.make_weighted("simple_choice", (0, 1))
        foreign = self.make_weighted("simple_choice", (0, 9)).suggested_answer_ids[1]
        participation = self.start_answer(survey=self.survey)
        participation._save_lines(question, question.suggested_answer_ids[0].id)
        lines = participation.user_input_line_ids
        self.assertEqual(len(question._get_metric_scores(lines)), 1)
        foreign.flush_recordset()
        lines.flush_recordset()
        self.env.cr.execute(
            "UPDATE survey_user_input_line SET suggested_answer_id = %s WHERE id = %s",
            [foreign.id, lines.id],
        )
        lines.invalidate_recordset()
        self.assertEqual(question._get_metric_scores(lines), [])

    def test_choices_of_one_weight_score_nothing_and_the_form_says_so(self):
        question = self.make_weighted("simple_choice", (1, 1))
        choice = question.suggested_answer_ids[0]
        self.assertEqual(self.read_rows(self.reply({question: str(choice.id)})), [])
        self.assertIn("nothing is scored yet", question.metric_sentence)

    def test_foreign_choices_are_refused(self):
        question = self.make_weighted("simple_choice", (0, 1))
        foreign = self.make_weighted("simple_choice", (0, 9)).suggested_answer_ids[0]
        own = question.suggested_answer_ids
        wrong = (
            str(foreign.id),
            foreign.id,
            "99999999",
            "x" * 1_000_000,
            True,
            {"a": 1},
            own.ids,
            [[own[0].id]],
            3.5,
        )
        for answer in wrong:
            with self.subTest(answer=repr(answer)[:30]):
                self.assertIn(question.id, question.validate_question(answer))
                participation = self.start_answer(survey=self.survey)
                with self.assertRaises(ValidationError):
                    participation._save_lines(question, answer)
        several = self.make_weighted("multiple_choice", (0, 1))
        twice = [str(several.suggested_answer_ids[1].id)] * 2
        self.assertIn(several.id, several._validate_metric(twice))
        with self.assertRaises(ValidationError):
            self.env["survey.user_input.line"].create(
                {
                    "user_input_id": self.start_answer(survey=self.survey).id,
                    "question_id": question.id,
                    "answer_type": "suggestion",
                    "suggested_answer_id": foreign.id,
                }
            )
        self.assertEqual(question.validate_question(str(own[0].id)), {})

    # ---------------------------------------------------- the participation

    def test_first_net_promoter_question_speaks_before_any_other(self):
        csat, nps = self.ask("csat", sequence=1), self.ask("nps", sequence=2)
        participation = self.reply({csat: 1, nps: 10})
        self.assertEqual(
            (participation.metric_score, participation.metric_class),
            (100.0, "promoter"),
        )

    def test_without_net_promoter_question_the_mean_speaks(self):
        csat, ces = self.ask("csat"), self.ask("ces")
        participation = self.reply({csat: 5, ces: 4})
        self.assertEqual(
            (participation.metric_score, participation.metric_class),
            (75.0, "promoter"),
        )

    def test_rows_are_written_once_and_keep_what_was_asked(self):
        self.make_policy()
        self.make_invoice(self.partner, "2026-03-02", 100.0)
        self.run_night("2026-03-31")
        question = self.ask("nps")
        participation = self.reply({question: 3})
        participation._save_lines(question, 10)
        participation._mark_done()
        participation.state = "in_progress"
        participation._mark_done()
        tier = self.profile_of(self.partner).tier_id
        self.assertTrue(tier)
        scores = self.env["crm.survey.score"].search(
            [("user_input_id", "=", participation.id)]
        )
        self.assertEqual(
            [
                (score.value, score.partner_id, score.tier_id, score.completed_at)
                for score in scores
            ],
            [(3.0, self.partner, tier, participation.completed_at)],
        )

    def test_hook_sees_each_completion_once_and_no_test_entry(self):
        seen = []

        def record(answers):
            seen.extend((answer.id, answer.metric_class) for answer in answers)

        self.patch(self.registry["survey.user_input"], "_on_completed", record)
        question = self.ask("nps")
        participation = self.reply({question: 10})
        participation._mark_done()
        participation.state = "in_progress"
        participation._mark_done()
        self.reply({question: 10}, test_entry=True)
        self.start_answer(self.partner, self.survey)
        self.assertEqual(seen, [(participation.id, "promoter")])

    def test_lines_written_twice_are_one_answer(self):
        question = self.ask("csat")
        line = {"question_id": question.id, "answer_type": "scale"}
        participation = self.env["survey.user_input"].create(
            {
                "survey_id": self.survey.id,
                "state": "done",
                "user_input_line_ids": [
                    Command.create(line | {"value_scale": 1}),
                    Command.create(line | {"value_scale": 5}),
                ],
            }
        )
        self.assertEqual([row[1] for row in self.read_rows(participation)], [5.0])

    # ------------------------------------------------------------------ later

    def test_merged_contact_takes_its_answers_along(self):
        question = self.ask("nps")
        participation = self.reply({question: 3})
        target = self.make_partner("Ada the Second")
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([self.partner.id, target.id], target)
        self.env.invalidate_all()
        score = self.env["crm.survey.score"].search(
            [("user_input_id", "=", participation.id)]
        )
        self.assertEqual(score.partner_id, target)

    def test_participation_given_to_another_contact_takes_its_answers_along(self):
        participation = self.reply({self.ask("nps"): 3})
        other = self.make_partner("Grace")
        participation.partner_id = other
        score = self.env["crm.survey.score"].search(
            [("user_input_id", "=", participation.id)]
        )
        self.assertEqual(score.partner_id, other)

    def test_deleted_question_keeps_its_answers_in_figures(self):
        matrix = self.make_matrix()
        columns = matrix.suggested_answer_ids
        participation = self.reply(
            {matrix: {str(row.id): [columns[3].id] for row in matrix.matrix_row_ids}}
        )
        matrix.matrix_row_ids.unlink()
        matrix.unlink()
        rows = self.read_rows(participation)
        self.assertEqual(rows, [("likert", 4.0, 75.0, "promoter", None, None)] * 2)

    def test_update_gives_older_participations_their_rows(self):
        nps = self.ask("nps")
        participations = [self.reply({nps: value}) for value in (10, 7, 0, None)]
        before = [self.read_rows(participation) for participation in participations]
        self.env.cr.execute("DELETE FROM crm_survey_score")
        path = file_path("crm_survey/migrations/19.0.1.1.0/post-scores.py")
        migrate = runpy.run_path(path)["migrate"]
        for _time in range(2):
            migrate(self.env.cr, "19.0.1.0.0")
            found = [self.read_rows(participation) for participation in participations]
            self.assertEqual(found, before)

    # ------------------------------------------------------------------- form

    def test_form_drops_the_metric_when_the_type_cannot_have_it(self):
        form = Form(self.env["survey.question"].with_context(show_survey_field=True))
        form.title = "How was it?"
        form.metric = "csat"
        self.assertEqual(form.question_type, "scale")
        form.question_type = "matrix"
        self.assertEqual(form.metric, "csat")
        form.question_type = "text_box"
        self.assertFalse(form.metric)

    def test_every_metric_is_told_in_a_sentence(self):
        metrics = self.env["survey.question"]._get_metrics()
        sentences = self.env["survey.question"]._get_metric_sentences()
        self.assertEqual(set(sentences), set(metrics))
        question = self.make_matrix("csat", is_metric_reversed=True)
        self.assertEqual(
            question.metric_sentence,
            "Asks how satisfied people are, from 1 to 5. The figure is the share of "
            "satisfied answers, 4 and 5. Every row is measured on its own. Less is "
            "better here: the lowest answer scores 100.",
        )
