# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import NPS_SCALE, band_of_score, nps_class
from ...engine.bands import CES_SCALE, CSAT_SCALE, LIKERT_SCALE, STAR_SCALE

ON_SCALE = ("scale", "matrix")
WEIGHTED = ("simple_choice", "multiple_choice")


def _get_classify(scale):
    """Return the function from an answer on ``scale`` to its class."""
    return lambda value: band_of_score(scale.normalise(value))


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
    is_metric_reversed = fields.Boolean(
        "Reversed",
        help="Less is better, as in “It was hard to reach you”: the best answer is the "
        "lowest one, and the score counts it so.",
    )
    scale_min = fields.Integer(
        default=None, compute="_compute_metric_scale", store=True, readonly=False
    )
    scale_max = fields.Integer(
        default=None, compute="_compute_metric_scale", store=True, readonly=False
    )
    matrix_subtype = fields.Selection(
        compute="_compute_matrix_subtype", store=True, readonly=False
    )

    # -------------------------------------------------------------- registry

    @api.model
    def _get_metrics(self):
        """Return ``{code: convention}``, the metrics a question can have.

        A convention has ``name``; ``family`` (nps, csat, ces, likert, star, weighted:
        how a set of answers is summed up); ``question_types``, the first of which is
        the usual one; ``scale`` (an engine ``Scale``; None: choices with weights);
        ``direction`` (1: more is better); ``classify``, a function from the answer
        (without scale: from its score) to the class kept on the participation, best
        band ``promoter``, neutral ``passive``, worst ``detractor``; ``can_reverse``;
        ``figure`` (of an engine ``Tally``: what a set of answers shows). Texts of the
        points: ``_get_metric_points``. Extend with ``super() | {…}``.
        """
        scales = {
            "nps": (self.env._("Net Promoter Score (0–10)"), NPS_SCALE),
            "csat": (self.env._("Customer satisfaction, CSAT (1–5)"), CSAT_SCALE),
            "ces": (self.env._("Customer effort, CES 2.0 (1–7)"), CES_SCALE),
            "likert": (self.env._("Agreement, Likert scale (1–5)"), LIKERT_SCALE),
            "star": (self.env._("Stars (1–5)"), STAR_SCALE),
        }
        conventions = {
            code: self._get_scale_convention(code, name, scale)
            for code, (name, scale) in scales.items()
        }
        conventions["nps"] |= {
            "classify": nps_class,
            "can_reverse": False,
            "figure": "nps",
        }
        conventions["csat"] |= {"figure": "share"}
        return conventions | {"weighted": self._get_weighted_convention()}

    @api.model
    def _get_scale_convention(self, code, name, scale):
        return {
            "name": name,
            "family": code,
            "question_types": ON_SCALE,
            "scale": scale,
            "direction": 1,
            "classify": _get_classify(scale),
            "can_reverse": True,
            "figure": "mean",
        }

    @api.model
    def _get_weighted_convention(self):
        return {
            "name": self.env._("Weighted choices"),
            "family": "weighted",
            "question_types": WEIGHTED,
            "scale": None,
            "direction": 1,
            "classify": band_of_score,
            "can_reverse": False,
            "figure": "score",
        }

    @api.model
    def _selection_metric(self):
        return [(code, metric["name"]) for code, metric in self._get_metrics().items()]

    def _get_metric(self):
        """Return the convention of this question's metric, ``{}`` when it has none."""
        self.ensure_one()
        return self._get_metrics().get(self.metric, {}) if self.metric else {}

    # -------------------------------------------------------------- computes

    @api.depends("metric")
    def _compute_question_type(self):
        result = super()._compute_question_type()
        for question in self.filtered(lambda question: not question.is_page):
            metric = question._get_metric()
            if metric and question.question_type not in metric["question_types"]:
                question.question_type = metric["question_types"][0]
        return result

    @api.depends("metric")
    def _compute_metric_scale(self):
        for question in self:
            scale = question._get_metric().get("scale")
            # Without a metric the survey application's scale stays: 0 to 10 at first.
            question.scale_min = scale.low if scale else question.scale_min
            question.scale_max = scale.high if scale else question.scale_max or 10

    @api.depends("metric", "question_type")
    def _compute_matrix_subtype(self):
        for question in self:
            if question.metric or not question.matrix_subtype:
                question.matrix_subtype = "simple"

    # ----------------------------------------------------------- constraints

    @api.constrains("metric", "question_type", "scale_min", "scale_max")
    def _check_metric_convention(self):
        for question in self.filtered("metric"):
            metric = question._get_metric()
            if question.question_type not in metric["question_types"]:
                raise ValidationError(question._tell_metric_type(metric))
            scale = metric["scale"]
            asked = (question.scale_min, question.scale_max)
            if scale and asked != (scale.low, scale.high):
                raise ValidationError(question._tell_metric_type(metric))

    @api.constrains("metric", "is_metric_reversed")
    def _check_metric_reversed(self):
        for question in self.filtered("is_metric_reversed"):
            metric = question._get_metric()
            if metric and not metric["can_reverse"]:
                raise ValidationError(
                    self.env._(
                        "“%(metric)s” has one direction only: more is better. Choose "
                        "another metric for a question where less is better.",
                        metric=metric["name"],
                    )
                )

    def _tell_metric_type(self, metric):
        """Return the sentence that says how the metric has to be asked."""
        if not metric["scale"]:
            return self.env._(
                "“%(question)s” measures %(metric)s: that needs a question with "
                "choices. Remove the metric first to ask in another way.",
                question=self.title,
                metric=metric["name"],
            )
        return self.env._(
            "“%(question)s” measures the %(metric)s: that needs a question of the type "
            "Scale from %(low)s to %(high)s, or a matrix with these points as columns. "
            "Remove the metric first to ask in another way.",
            question=self.title,
            metric=metric["name"],
            low=metric["scale"].low,
            high=metric["scale"].high,
        )
