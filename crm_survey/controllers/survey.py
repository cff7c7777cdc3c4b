# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.survey.controllers.main import Survey


class MetricSurvey(Survey):
    """Hand answers to questions with a metric to the question as they came."""

    def _extract_comment_from_answers(self, question, answers):
        """Pass on what is not of the question's form, for the question to refuse.

        A scale takes no comment: nothing is unpacked, 0 is not dropped.
        """
        forms = {"scale": (), "matrix": (dict,)}
        form = forms.get(question.question_type, (str, int, list))
        if question.metric and answers and not isinstance(answers, form):
            return answers, None
        if question.metric and question.question_type == "scale":
            return answers, None
        return super()._extract_comment_from_answers(question, answers)
