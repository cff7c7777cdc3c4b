# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.survey.controllers.main import Survey


class MetricSurvey(Survey):
    """Hand answers to questions with a metric to the question as they came."""

    def _extract_comment_from_answers(self, question, answers):
        """Such questions take no comment: nothing is unpacked, 0 is not dropped."""
        if question.metric:
            return answers, None
        return super()._extract_comment_from_answers(question, answers)
