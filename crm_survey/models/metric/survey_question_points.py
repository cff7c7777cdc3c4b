# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

SCALE_LABELS = ("scale_min_label", "scale_mid_label", "scale_max_label")


class SurveyQuestion(models.Model):
    """Conventional texts of a metric's points, in every installed language."""

    _inherit = "survey.question"

    scale_min_label = fields.Char(
        compute="_compute_metric_labels", store=True, readonly=False
    )
    scale_mid_label = fields.Char(
        compute="_compute_metric_labels", store=True, readonly=False
    )
    scale_max_label = fields.Char(
        compute="_compute_metric_labels", store=True, readonly=False
    )

    @api.depends("metric")
    def _compute_metric_labels(self):
        """Label the scale; another metric's labels give way, own texts stay."""
        labels = self._get_metric_labels()
        known = {text for texts in labels.values() for text in texts.values()}
        for question in self:
            conventional = labels.get(question.metric, {})
            for label in SCALE_LABELS:
                text = question[label]
                is_free = question.metric and (not text or text in known)
                question[label] = conventional.get(label) if is_free else text

    @api.model
    def _get_metric_points(self):
        """Return ``{code: [text of the lowest point, …]}`` of metrics on a scale.

        They are the labels of a scale, and the columns of a matrix. NPS has texts for
        its ends only; its points are their numbers.
        """
        agree = [
            self.env._("Strongly disagree"),
            self.env._("Disagree"),
            self.env._("Neither agree nor disagree"),
            self.env._("Agree"),
            self.env._("Strongly agree"),
        ]
        return {
            "nps": [str(number) for number in range(11)],
            "csat": [
                self.env._("Very dissatisfied"),
                self.env._("Dissatisfied"),
                self.env._("Neither satisfied nor dissatisfied"),
                self.env._("Satisfied"),
                self.env._("Very satisfied"),
            ],
            "ces": [
                *agree[:2],
                self.env._("Somewhat disagree"),
                agree[2],
                self.env._("Somewhat agree"),
                *agree[3:],
            ],
            "likert": agree,
            "star": ["★" * stars for stars in range(1, 6)],
        }

    @api.model
    def _get_metric_labels(self):
        """Return ``{code: {field: text}}``, the conventional labels of the scales."""
        labels = {
            code: dict(
                zip(
                    SCALE_LABELS,
                    (points[0], points[len(points) // 2], points[-1]),
                    strict=True,
                )
            )
            for code, points in self._get_metric_points().items()
            if code not in ("nps", "star")
        }
        return labels | {
            "nps": {
                "scale_min_label": self.env._("Not at all likely"),
                "scale_max_label": self.env._("Extremely likely"),
            }
        }

    # ----------------------------------------------------------- constraints

    @api.constrains("metric", "question_type", "matrix_subtype", "suggested_answer_ids")
    def _check_metric_columns(self):
        for question in self:
            if question.question_type != "matrix" or not question.metric:
                continue
            scale = question._get_metric()["scale"]
            points = scale.high - scale.low + 1
            columns = len(question.suggested_answer_ids)
            if (columns and columns != points) or question.matrix_subtype != "simple":
                raise ValidationError(
                    self.env._(
                        "“%(question)s” measures the %(metric)s in every row: a matrix "
                        "needs exactly %(points)s columns, from the lowest point to "
                        "the highest, and one choice per row. Delete all columns to "
                        "get the usual ones.",
                        question=question.title,
                        metric=question._get_metric()["name"],
                        points=points,
                    )
                )

    # ------------------------------------------------------------------ CRUD

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions._keep_metric_texts()
        return questions

    def write(self, vals):
        result = super().write(vals)
        if {"metric", "question_type", "suggested_answer_ids"} & set(vals):
            self._keep_metric_texts()
        return result

    def _keep_metric_texts(self):
        """Give conventional labels and columns, in every installed language."""
        measured = self.filtered("metric")
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for question in measured:
            question._translate_metric_labels(languages)
            if question.question_type == "matrix" and not question.suggested_answer_ids:
                question._add_metric_columns(languages)

    def _translate_metric_labels(self, languages):
        """Translate labels that are the conventional ones."""
        for label, text in self._get_metric_labels().get(self.metric, {}).items():
            if self[label] != text:
                continue
            texts = {
                code: self.with_context(lang=code)._get_metric_labels()
                for code in languages
            }
            self.update_field_translations(
                label,
                {code: found[self.metric][label] for code, found in texts.items()},
            )

    def _add_metric_columns(self, languages):
        """Make the columns of a matrix from the points of its metric."""
        texts = {
            code: self.with_context(lang=code)._get_metric_points()[self.metric]
            for code in {*languages, self.env.lang or "en_US"}
        }
        own = texts[self.env.lang or "en_US"]
        self.suggested_answer_ids = [
            Command.create({"value": text, "sequence": place})
            for place, text in enumerate(own, 1)
        ]
        for place, column in enumerate(self._get_metric_columns()):
            column.update_field_translations(
                "value", {code: texts[code][place] for code in languages}
            )

    def _get_metric_columns(self):
        """Return the columns or choices in their order."""
        return self.suggested_answer_ids.sorted(
            lambda answer: (answer.sequence, answer._origin.id)
        )
