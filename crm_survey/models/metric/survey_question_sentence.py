# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class SurveyQuestion(models.Model):
    """The form says in plain words what is measured and how it is scored."""

    _inherit = "survey.question"

    metric_sentence = fields.Char(compute="_compute_metric_sentence")
    can_reverse_metric = fields.Boolean(compute="_compute_can_reverse_metric")

    @api.depends("metric")
    def _compute_can_reverse_metric(self):
        for question in self:
            question.can_reverse_metric = question._get_metric().get("can_reverse")

    @api.depends(
        "metric",
        "question_type",
        "is_metric_reversed",
        "suggested_answer_ids.answer_score",
    )
    @api.depends_context("lang")
    def _compute_metric_sentence(self):
        sentences = self._get_metric_sentences()
        for question in self:
            sentence = [sentences.get(question.metric, "")]
            if question.metric and question.question_type == "matrix":
                sentence.append(self.env._("Every row is measured on its own."))
            if question.can_reverse_metric and question.is_metric_reversed:
                sentence.append(
                    self.env._("Less is better here: the lowest answer scores 100.")
                )
            if question._has_idle_weights():
                sentence.append(
                    self.env._("All weights are the same: nothing is scored yet.")
                )
            question.metric_sentence = " ".join(filter(None, sentence))

    def _has_idle_weights(self):
        """Whether choices have weights that tell no answer from another."""
        metric = self._get_metric()
        if not metric or metric["scale"] or not self.suggested_answer_ids:
            return False
        low, high = self._get_weight_range()
        return low >= high

    @api.model
    def _get_metric_sentences(self):
        """Return ``{code: what the metric is and how it is scored}``."""
        return {
            "nps": self.env._(
                "Asks how likely people are to recommend you. 9 and 10 are promoters, "
                "7 and 8 passives, 0 to 6 detractors. The figure is the share of "
                "promoters less that of detractors, from −100 to +100."
            ),
            "csat": self.env._(
                "Asks how satisfied people are, from 1 to 5. The figure is the share "
                "of satisfied answers, 4 and 5."
            ),
            "ces": self.env._(
                "Asks whether you made it easy, from 1 to 7: more is easier. The "
                "figure is the mean."
            ),
            "likert": self.env._(
                "Asks whether people agree, from 1, not at all, to 5, fully. The "
                "figure is the mean."
            ),
            "star": self.env._("Asks for 1 to 5 stars. The figure is the mean."),
            "weighted": self.env._(
                "Every choice has a weight. An answer scores its weight, or the sum of "
                "its weights, as percent of the range that can be reached."
            ),
        }

    @api.onchange("question_type")
    def _onchange_metric_question_type(self):
        """Whoever chooses a type that the metric cannot have gives up the metric."""
        metric = self._get_metric()
        if metric and self.question_type not in metric["question_types"]:
            self.metric = False

    @api.onchange("metric")
    def _onchange_metric(self):
        if not self.can_reverse_metric:
            self.is_metric_reversed = False
