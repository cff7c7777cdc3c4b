# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import NPS_SCALE, nps_class

SCALE_LABELS = ("scale_min_label", "scale_max_label")


class SurveyQuestion(models.Model):
    """A question can measure something: its answers then have a score.

    The consultant chooses the metric; type, scale and labels follow its convention.
    """

    _inherit = "survey.question"

    metric = fields.Selection(
        selection="_selection_metric",
        help="What the answers measure. They are scored from 0 to 100 and feed the "
        "customer's profile.",
    )
    scale_min = fields.Integer(
        compute="_compute_metric_scale", store=True, readonly=False
    )
    scale_max = fields.Integer(
        compute="_compute_metric_scale", store=True, readonly=False
    )
    scale_min_label = fields.Char(
        compute="_compute_metric_labels", store=True, readonly=False
    )
    scale_max_label = fields.Char(
        compute="_compute_metric_labels", store=True, readonly=False
    )

    # -------------------------------------------------------------- registry

    @api.model
    def _get_metrics(self):
        """Return ``{code: convention}``, the metrics a question can have.

        A convention has ``name``; ``question_type``; ``scale`` (an engine ``Scale``);
        ``classify``, a function from the answer to the class kept on the participation
        (``promoter``, ``passive``, ``detractor``); and the conventional texts
        ``scale_min_label`` and ``scale_max_label``. Extend with ``super() | {…}``.
        """
        return {
            "nps": {
                "name": self.env._("Net Promoter Score (0–10)"),
                "question_type": "scale",
                "scale": NPS_SCALE,
                "classify": nps_class,
                "scale_min_label": self.env._("Not at all likely"),
                "scale_max_label": self.env._("Extremely likely"),
            }
        }

    @api.model
    def _selection_metric(self):
        return [(code, metric["name"]) for code, metric in self._get_metrics().items()]

    def _get_metric(self):
        """Return the convention of this question's metric, ``{}`` when it has none."""
        self.ensure_one()
        return self._get_metrics().get(self.metric, {})

    # -------------------------------------------------------------- computes

    @api.depends("metric")
    def _compute_question_type(self):
        result = super()._compute_question_type()
        for question in self.filtered(lambda question: not question.is_page):
            if metric := question._get_metric():
                question.question_type = metric["question_type"]
        return result

    @api.depends("metric")
    def _compute_metric_scale(self):
        for question in self:
            if metric := question._get_metric():
                question.scale_min = metric["scale"].low
                question.scale_max = metric["scale"].high

    @api.depends("metric")
    def _compute_metric_labels(self):
        for question in self:
            metric = question._get_metric()
            for label in SCALE_LABELS:
                question[label] = question[label] or metric.get(label, False)

    # ----------------------------------------------------------- constraints

    @api.constrains("metric", "question_type", "scale_min", "scale_max")
    def _check_metric_convention(self):
        for question in self.filtered("metric"):
            metric = question._get_metric()
            scale = metric["scale"]
            if question.question_type != metric["question_type"] or (
                question.scale_min,
                question.scale_max,
            ) != (scale.low, scale.high):
                raise ValidationError(
                    self.env._(
                        "“%(question)s” measures the %(metric)s: that needs a question "
                        "of the type Scale from %(low)s to %(high)s. Remove the metric "
                        "first to ask in another way.",
                        question=question.title,
                        metric=metric["name"],
                        low=scale.low,
                        high=scale.high,
                    )
                )

    # ------------------------------------------------------------------ CRUD

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions.filtered("metric")._translate_metric_labels()
        return questions

    def write(self, vals):
        result = super().write(vals)
        if vals.get("metric"):
            self._translate_metric_labels()
        return result

    def _translate_metric_labels(self):
        """Give labels that are the conventional ones in every installed language."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for question in self:
            metric = question._get_metric()
            for label in SCALE_LABELS:
                if question[label] != metric[label]:
                    continue
                texts = {
                    code: question.with_context(lang=code)._get_metric()[label]
                    for code in languages
                }
                question.update_field_translations(label, texts)

    # ------------------------------------------------------------ validation

    def validate_question(self, answer, comment=None):
        """Refuse, in words, whatever is not an answer to a question with a metric."""
        return super().validate_question(self._prepare_metric_answer(answer), comment)

    def _validate_scale(self, answer):
        errors = super()._validate_scale(answer)
        if self.metric and not errors:
            errors = self._validate_metric(answer)
        return errors

    def _validate_metric(self, answer):
        """Return ``{question id: message}`` when ``answer`` is not on the scale."""
        scale = self._get_metric()["scale"]
        try:
            scale.parse(answer)
        except ValueError:
            message = self.env._(
                "Please choose a whole number from %(low)s to %(high)s.",
                low=scale.low,
                high=scale.high,
            )
            return {self.id: message}
        return {}

    def _prepare_metric_answer(self, answer):
        """Return ``answer`` so that core takes the number 0 for an answer.

        The survey application sees a skipped question in every false value; where a
        program says 0 it understands only the text "0", which browsers send.
        """
        self.ensure_one()
        if not self.metric:
            return answer
        if isinstance(answer, str):
            return answer.strip()
        is_number = isinstance(answer, int | float) and not isinstance(answer, bool)
        return "0" if is_number and answer == 0 else answer
