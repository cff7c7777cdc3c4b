# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from markupsafe import Markup

from odoo import Command, api, models

ICONS = "/crm_survey/static/src/img/%s.svg"
BASE_LANGUAGE = "en_US"


class CrmSurveyPreset(models.AbstractModel):
    """Ready-made surveys with metrics, loaded by a click on their card.

    Each preset is a method that returns its questions in the language of the context;
    a survey is made of it in all installed languages and belongs to the user then.
    """

    _name = "crm.survey.preset"
    _description = "Survey templates"

    @api.model
    def _get_cards(self):
        """Return ``{key: {"title", "description", "icon"}}`` in the order of the cards.

        Extend with ``super() | {…}`` and a method ``_prepare_<key>_questions``.
        """
        texts = {
            "nps": (
                self.env._("Relationship (NPS)"),
                self.env._("Would customers recommend you, and why?"),
            ),
            "csat_ticket": (
                self.env._("After a ticket (CSAT)"),
                self.env._("How satisfied are they with the help they got?"),
            ),
            "ces_service": (
                self.env._("Effort of a service (CES)"),
                self.env._("How easy was it to get something done?"),
            ),
            "purchase": (
                self.env._("After a purchase"),
                self.env._("Order, delivery and product in four short questions."),
            ),
            "product": (
                self.env._("Satisfaction with a product"),
                self.env._("What moves satisfaction: quality, ease, price or support?"),
            ),
            "churn": (
                self.env._("Why customers leave"),
                self.env._("Product, response, price, or something else?"),
            ),
            "worth": (
                self.env._("Perceived value and cost"),
                self.env._("Four values and four costs, with a report of their own."),
            ),
        }
        return {
            key: {"title": title, "description": text, "icon": ICONS % f"preset_{key}"}
            for key, (title, text) in texts.items()
        }

    @api.model
    def _get_texts(self):
        """Return what is written before and after the questions of every preset."""
        return {
            "description": self.env._(
                "It takes about a minute. Thank you for your time."
            ),
            "description_done": self.env._("Thank you. We read every answer."),
        }

    @api.model
    def _load(self, key):
        """Create the survey of preset ``key`` in all installed languages; return it."""
        preset = self.with_context(lang=BASE_LANGUAGE)
        survey = preset.env["survey.survey"].create(preset._prepare_survey(key))
        self._translate(survey, key)
        return survey.with_env(self.env)

    @api.model
    def _prepare_survey(self, key):
        """Return the values of a survey, in the language of the context.

        It takes answers of the invited only: one invitation, one answer.
        """
        questions = enumerate(self._get_questions(key), start=1)
        return {
            "title": self._get_cards()[key]["title"],
            "survey_type": "survey",
            "access_mode": "token",
            "questions_layout": "one_page",
            "question_and_page_ids": [
                Command.create(self._prepare_question(question, number))
                for number, question in questions
            ],
            **{
                name: Markup("<p>%s</p>") % text
                for name, text in self._get_texts().items()
            },
        }

    @api.model
    def _get_questions(self, key):
        return getattr(self, f"_prepare_{key}_questions")()

    @api.model
    def _prepare_question(self, question, number):
        choices = [
            Command.create({"value": choice, "sequence": place})
            for place, choice in enumerate(question.get("choices", ()), start=1)
        ]
        vals = {name: value for name, value in question.items() if name != "choices"}
        return {**vals, "sequence": 10 * number, "suggested_answer_ids": choices}

    # ------------------------------------------------------------- languages

    @api.model
    def _translate(self, survey, key):
        """Write the texts of the preset in every other installed language."""
        for code, _name in self.env["res.lang"].get_installed():
            if code == BASE_LANGUAGE:
                continue
            preset = self.with_context(lang=code)
            title = preset._get_cards()[key]["title"]
            survey.update_field_translations("title", {code: title})
            base_texts = self.with_context(lang=BASE_LANGUAGE)._get_texts()
            for name, text in preset._get_texts().items():
                terms = {code: {base_texts[name]: text}}
                survey.update_field_translations(name, terms, BASE_LANGUAGE)
            for question, texts in zip(
                survey.question_ids.sorted("sequence"),
                preset._get_questions(key),
                strict=True,
            ):
                self._translate_question(question, texts, code)

    @api.model
    def _translate_question(self, question, texts, code):
        for name in ("title", "question_placeholder"):
            if name in texts:
                question.update_field_translations(name, {code: texts[name]})
        answers = question.suggested_answer_ids.sorted("sequence")
        for answer, value in zip(answers, texts.get("choices", ()), strict=True):
            answer.update_field_translations("value", {code: value})
