# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import SurveyMetricCommon

HOSTILE = (
    "99",
    "11",
    "-1",
    "7.5",
    "abc",
    "7 8",
    "１",
    "0x7",
    "1e1",
    "\x00",
    "9" * 1_000_000,
    11,
    -1,
    7.5,
    10**30,
    float("nan"),
    float("inf"),
    True,
    ["7"],
    ["7", "8"],
    {"comment": "7"},
    {"comment": 7},
)


@tagged("post_install", "-at_install")
class TestAnswer(SurveyMetricCommon):
    def lines_of(self, answer):
        return [
            (line.value_scale, line.skipped, line.answer_type)
            for line in answer.user_input_line_ids
        ]

    def test_every_number_of_the_scale_is_valid(self):
        for value in range(11):
            self.assertEqual(self.question.validate_question(str(value)), {})
            self.assertEqual(self.question.validate_question(value), {})

    def test_anything_else_is_an_error_in_words(self):
        words = "Please choose a whole number from 0 to 10."
        for value in HOSTILE:
            with self.subTest(value=repr(value)[:30]):
                errors = self.question.validate_question(value)
                self.assertEqual(errors, {self.question.id: words})

    def test_anything_else_is_not_stored_by_code_either(self):
        answer = self.start_answer()
        for value in HOSTILE:
            with (
                self.subTest(value=repr(value)[:30]),
                self.assertRaises(ValidationError),
            ):
                answer._save_lines(self.question, value)
        self.assertFalse(answer.user_input_line_ids)

    def test_line_off_the_scale_cannot_be_written(self):
        answer = self.start_answer()
        answer._save_lines(self.question, "7")
        with self.assertRaises(ValidationError):
            answer.user_input_line_ids.value_scale = 99
        with self.assertRaises(ValidationError):
            self.env["survey.user_input.line"].create(
                {
                    "user_input_id": answer.id,
                    "question_id": self.question.id,
                    "answer_type": "scale",
                    "value_scale": 11,
                }
            )

    def test_number_0_by_code_is_the_answer_0(self):
        for zero in (0, "0", 0.0):
            answer = self.start_answer()
            answer._save_lines(self.question, zero)
            self.assertEqual(self.lines_of(answer), [(0, False, "scale")])

    def test_number_0_answers_a_mandatory_question(self):
        self.question.constr_mandatory = True
        self.assertEqual(self.question.validate_question(0), {})
        self.assertIn(self.question.id, self.question.validate_question(""))

    def test_no_answer_is_a_skipped_question(self):
        for nothing in ("", "  ", None, False, []):
            self.assertEqual(self.question.validate_question(nothing), {})
            answer = self.start_answer()
            answer._save_lines(self.question, nothing)
            self.assertEqual(self.lines_of(answer), [(0, True, False)])

    def test_no_answer_by_code_to_a_mandatory_question_is_skipped_as_in_core(self):
        self.question.constr_mandatory = True
        answer = self.start_answer()
        answer._save_lines(self.question, "")
        self.assertEqual(self.lines_of(answer), [(0, True, False)])

    def test_scale_without_metric_behaves_as_in_core(self):
        question = self.make_question(question_type="scale")
        self.assertEqual(question.validate_question("7"), {})
        answer = self.start_answer()
        answer._save_lines(question, 0)
        self.assertEqual(self.lines_of(answer), [(0, True, False)])

    def test_other_questions_keep_the_blanks_of_their_answers(self):
        question = self.make_question(question_type="text_box")
        answer = self.start_answer()
        answer._save_lines(question, " as typed ")
        self.assertEqual(answer.user_input_line_ids.value_text_box, " as typed ")
