# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_metric import MetricCommon


@tagged("post_install", "-at_install")
class TestMetricMatrix(MetricCommon):
    """Each row of a matrix is an answer of its own."""

    def test_matrix_gets_its_points_as_columns(self):
        question = self.make_matrix()
        self.assertEqual(
            question.suggested_answer_ids.mapped("value"),
            [
                "Strongly disagree",
                "Disagree",
                "Neither agree nor disagree",
                "Agree",
                "Strongly agree",
            ],
        )
        with self.assertRaises(ValidationError):
            question.matrix_subtype = "multiple"
        with self.assertRaises(ValidationError):
            question.write({"metric": "ces"})

    def test_every_row_of_a_matrix_is_an_answer(self):
        question = self.make_matrix()
        speed, price = question.matrix_row_ids
        columns = question.suggested_answer_ids
        participation = self.reply(
            {question: {str(speed.id): [columns[4].id], str(price.id): [columns[1].id]}}
        )
        scores = self.env["crm.survey.score"].search(
            [("user_input_id", "=", participation.id)], order="id"
        )
        self.assertEqual(
            [(score.row_id, score.value, score.score) for score in scores],
            [(speed, 5.0, 100.0), (price, 2.0, 25.0)],
        )
        # The mean speaks for the participation: 62.5, which is neutral.
        self.assertEqual(
            (participation.metric_score, participation.metric_class), (62.5, "passive")
        )

    def test_matrix_answer_of_no_row_is_not_scored(self):
        question = self.make_matrix()
        line = {"question_id": question.id, "answer_type": "suggestion"}
        line["suggested_answer_id"] = question.suggested_answer_ids[4].id
        participation = self.start_answer(survey=self.survey)
        participation.user_input_line_ids = [
            Command.create(line),
            Command.create({**line, "matrix_row_id": question.matrix_row_ids[0].id}),
        ]
        scores = question._get_metric_scores(participation.user_input_line_ids)
        self.assertEqual(
            [score["row_id"] for score in scores], question.matrix_row_ids[0].ids
        )

    def test_hostile_matrix_answers_are_refused(self):
        question = self.make_matrix()
        other = self.make_matrix()
        row, column = question.matrix_row_ids[0], question.suggested_answer_ids[0]
        wrong = (
            "abc",
            [column.id],
            {"999999": [column.id]},
            {str(other.matrix_row_ids[0].id): [column.id]},
            {str(row.id): [other.suggested_answer_ids[0].id]},
            {str(row.id): question.suggested_answer_ids.ids[:2]},
            {str(row.id): str(column.id)},
            {str(row.id): [{"x": 1}]},
            {str(row.id): 7},
            {"x" * 1_000_000: [column.id]},
        )
        for answer in wrong:
            with self.subTest(answer=repr(answer)[:40]):
                self.assertIn(question.id, question.validate_question(answer))
                participation = self.start_answer(survey=self.survey)
                with self.assertRaises(ValidationError):
                    participation._save_lines(question, answer)
                self.assertFalse(participation.user_input_line_ids)
        self.assertEqual(question.validate_question({str(row.id): [column.id]}), {})
