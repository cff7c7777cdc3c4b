# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import SurveyMetricCommon


@tagged("post_install", "-at_install")
class TestQuestion(SurveyMetricCommon):
    def assert_nps_convention(self, question):
        self.assertEqual(
            (
                question.question_type,
                question.scale_min,
                question.scale_max,
                question.scale_min_label,
                question.scale_max_label,
            ),
            ("scale", 0, 10, "Not at all likely", "Extremely likely"),
        )

    def test_metric_sets_type_scale_and_labels(self):
        self.assert_nps_convention(self.question)

    def test_metric_set_later_changes_type_and_scale(self):
        question = self.make_question(question_type="scale", scale_min=1, scale_max=5)
        question.metric = "nps"
        self.assert_nps_convention(question)

    def test_metric_set_on_a_choice_makes_it_a_scale(self):
        question = self.make_question(question_type="simple_choice")
        question.metric = "nps"
        self.assert_nps_convention(question)

    def test_metric_set_on_the_form_shows_its_convention(self):
        form = Form(self.env["survey.question"].with_context(show_survey_field=True))
        form.title = "Would you recommend us?"
        form.question_type = "numerical_box"
        form.metric = "nps"
        self.assertEqual(
            (form.question_type, form.scale_min, form.scale_max), ("scale", 0, 10)
        )
        self.assertEqual(form.scale_max_label, "Extremely likely")
        self.assert_nps_convention(form.save())

    def test_metric_set_on_the_form_of_another_scale(self):
        question = self.make_question(question_type="scale", scale_min=1, scale_max=5)
        with Form(question) as form:
            form.metric = "nps"
        self.assert_nps_convention(question)

    def test_own_labels_stay(self):
        question = self.make_question(
            question_type="scale", scale_min_label="Never", scale_max_label="Sure"
        )
        question.metric = "nps"
        self.assertEqual(question.scale_min_label, "Never")
        self.assertEqual(question.scale_max_label, "Sure")

    def test_emptied_label_stays_empty(self):
        self.question.scale_min_label = False
        self.question.title = "Would you?"
        self.assertFalse(self.question.scale_min_label)

    def test_removed_metric_leaves_the_question_as_it_is(self):
        self.question.metric = False
        self.assert_nps_convention(self.question)
        self.question.scale_max = 5
        self.assertEqual(self.question.scale_max, 5)

    def test_question_without_metric_keeps_core_defaults(self):
        question = self.make_question()
        self.assertEqual(
            (question.metric, question.question_type), (False, "simple_choice")
        )
        self.assertEqual((question.scale_min, question.scale_max), (0, 10))
        self.assertFalse(question.scale_min_label)

    def test_metric_refuses_another_type_in_words(self):
        with self.assertRaises(ValidationError):
            self.make_question(metric="nps", question_type="numerical_box")
        with self.assertRaises(ValidationError) as refusal:
            self.question.question_type = "text_box"
        self.assertEqual(
            str(refusal.exception),
            "“Would you recommend us?” measures the Net Promoter Score (0–10): that "
            "needs a question of the type Scale from 0 to 10, or a matrix with these "
            "points as columns. Remove the metric first to ask in another way.",
        )

    def test_metric_refuses_another_scale(self):
        with self.assertRaises(ValidationError):
            self.make_question(metric="nps", scale_max=5)
        with self.assertRaises(ValidationError):
            self.question.write({"metric": "nps", "scale_min": 1})

    def test_scale_cannot_be_lowered_once_the_metric_is_set(self):
        with self.assertRaises(ValidationError):
            self.question.scale_max = 9
        with self.assertRaises(ValidationError):
            self.question.scale_min = 1

    def test_section_cannot_have_a_metric(self):
        with self.assertRaises(ValidationError):
            self.make_question(metric="nps", is_page=True, question_type=False)

    def test_copied_survey_keeps_its_metric(self):
        self.assert_nps_convention(self.survey.copy().question_ids)

    def test_labels_come_in_every_installed_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        module = self.env["ir.module.module"].search([("name", "=", "crm_survey")])
        module._update_translations(["zh_CN"])
        question = self.make_question(metric="nps").with_context(lang="zh_CN")
        self.assertEqual(question.scale_min_label, "完全不可能")
        self.assertEqual(question.scale_max_label, "非常可能")
        question = question.with_context(lang="en_US")
        self.assertEqual(question.scale_min_label, "Not at all likely")

    def test_label_typed_by_hand_is_not_translated(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        question = self.make_question(metric="nps", scale_min_label="Never")
        self.assertEqual(question.with_context(lang="zh_CN").scale_min_label, "Never")

    def test_metrics_are_a_registry(self):
        self.assertEqual(
            self.env["survey.question"].fields_get(["metric"])["metric"]["selection"],
            [
                ("nps", "Net Promoter Score (0–10)"),
                ("csat", "Customer satisfaction, CSAT (1–5)"),
                ("ces", "Customer effort, CES 2.0 (1–7)"),
                ("likert", "Agreement, Likert scale (1–5)"),
                ("star", "Stars (1–5)"),
                ("weighted", "Weighted choices"),
            ],
        )
