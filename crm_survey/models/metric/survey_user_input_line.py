# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import ValidationError


class SurveyUserInputLine(models.Model):
    """Answers to questions with a metric stay on the scale, whoever writes them."""

    _inherit = "survey.user_input.line"

    @api.constrains("question_id", "answer_type", "value_scale")
    def _check_metric_value(self):
        for line in self:
            question = line.question_id
            if not question.metric or line.answer_type != "scale":
                continue
            if errors := question._validate_metric(line.value_scale):
                raise ValidationError(errors[question.id])

    def _has_metric_score(self):
        """Tell whether this line answers its metric: skipped lines never do.

        Nor do lines from before the question had its metric, when it was of another
        type or took any number.
        """
        self.ensure_one()
        question = self.question_id
        return (
            bool(question.metric)
            and self.answer_type == "scale"
            and not question._validate_metric(self.value_scale)
        )

    def _get_metric_values(self):
        """Return the score (0–100) and the class of this answer, as a dict."""
        self.ensure_one()
        metric = self.question_id._get_metric()
        return {
            "metric_score": metric["scale"].normalise(self.value_scale),
            "metric_class": metric["classify"](self.value_scale),
        }
