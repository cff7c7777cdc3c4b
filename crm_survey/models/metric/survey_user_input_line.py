# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import ValidationError


class SurveyUserInputLine(models.Model):
    """Answers to questions with a metric stay on the scale, whoever writes them."""

    _inherit = "survey.user_input.line"

    @api.constrains("question_id", "answer_type", "value_scale", "suggested_answer_id")
    def _check_metric_value(self):
        for line in self.filtered("question_id.metric"):
            if error := line._get_metric_error():
                raise ValidationError(error)

    def _get_metric_error(self):
        """Return why this line cannot answer its question, None when it can."""
        question = self.question_id
        if self.answer_type == "scale" and question.question_type == "scale":
            return question._validate_metric(self.value_scale).get(question.id)
        if self.answer_type != "suggestion":
            return None
        is_known = self.suggested_answer_id in question.suggested_answer_ids and (
            not self.matrix_row_id or self.matrix_row_id in question.matrix_row_ids
        )
        return not is_known and self.env._("Please choose among the answers shown.")
