# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common_insight import SurveyInsightCommon

PRESETS = {  # metrics in the order of the questions
    "nps": ["nps"],
    "csat_ticket": ["csat", "likert", "likert"],
    "ces_service": ["ces"],
    "purchase": ["csat", "star", "likert"],
    "product": ["csat", "likert", "likert", "likert", "likert"],
    "churn": ["csat"],
    "worth": ["nps"] + ["likert"] * 8,
}


@tagged("post_install", "-at_install")
class TestInsightPreset(SurveyInsightCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")

    def test_cards_stand_before_those_of_core(self):
        cards = self.env["survey.survey"].get_survey_templates_data()
        self.assertEqual(list(cards)[: len(PRESETS)], list(PRESETS))
        self.assertIn("assessment", cards)
        for key in PRESETS:
            self.assertEqual(cards[key]["template_key"], key)

    def test_a_click_makes_a_survey_of_one_s_own(self):
        manager = self.env["survey.survey"].with_user(self.survey_manager)
        for key, metrics in PRESETS.items():
            action = manager.action_load_survey_template_sample(key)
            survey = manager.browse(action["res_id"])
            measured = survey.question_ids.sorted("sequence").filtered("metric")
            self.assertEqual(measured.mapped("metric"), metrics, key)
            self.assertEqual(survey.user_id, self.survey_manager)
            self.assertEqual(survey.access_mode, "token", key)

    def test_cards_of_core_still_load(self):
        manager = self.env["survey.survey"].with_user(self.survey_manager)
        action = manager.action_load_survey_template_sample("survey")
        self.assertEqual(manager.browse(action["res_id"]).survey_type, "survey")

    def test_texts_are_there_in_every_installed_language(self):
        """Whoever clicks: the source is English, other languages have their own."""
        for lang in ("en_US", "zh_CN"):
            survey = (
                self.env["crm.survey.preset"].with_context(lang=lang)._load("worth")
            )
            english, chinese = (
                survey.with_context(lang=code) for code in ("en_US", "zh_CN")
            )
            self.assertEqual(english.title, "Perceived value and cost")
            presets = self.env["crm.survey.preset"].with_context(lang="zh_CN")
            self.assertEqual(chinese.title, presets._get_cards()["worth"]["title"])
            texts = [text["title"] for text in presets._get_questions("worth")]
            self.assertEqual(chinese.question_ids.mapped("title"), texts)
            self.assertIn(presets._get_texts()["description"], chinese.description)
            self.assertIn("It takes about a minute", english.description)

    def test_worth_questions_know_what_they_ask_about(self):
        survey = self.env["crm.survey.preset"]._load("worth")
        items = survey.question_ids.sorted("sequence").mapped("worth_item")
        self.assertEqual(
            [item for item in items if item],
            [
                "product",
                "service",
                "staff",
                "image",
                "money",
                "time",
                "effort",
                "worry",
            ],
        )
