# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...engine import band_of_score

FROZEN_FIELDS = frozenset(
    ("company_id", "profile_id", "tier_id", "completed_at", "metric_score")
    + ("metric_class",)
)


class SurveyUserInput(models.Model):
    """A participation keeps its score and the customer's tier of that moment.

    Both are written once, by the completion itself, and by nobody afterwards.
    """

    _name = "survey.user_input"
    _inherit = [
        "survey.user_input",
        "crm.profile.link.mixin",
        "crm.survey.figure.mixin",
    ]

    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        compute_sudo=True,
        store=True,
        help="The contact's company, else that of the survey's responsible.",
    )
    tier_id = fields.Many2one(
        "crm.value.tier",
        "Value tier when answered",
        related=None,
        store=True,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    completed_at = fields.Datetime("Completed on", readonly=True, copy=False)
    metric_score = fields.Float(
        "Score (0–100)", readonly=True, copy=False, aggregator="avg"
    )
    metric_class = fields.Selection(
        [
            ("promoter", "Promoter"),
            ("passive", "Passive"),
            ("detractor", "Detractor"),
        ],
        "Class",
        readonly=True,
        index="btree_not_null",
        copy=False,
        help="Best, neutral and worst band. Net Promoter questions have a rule of "
        "their own; else two thirds of the score and more are best, below 50 is worst.",
    )

    _scored = models.Index(
        """(company_id, completed_at) INCLUDE (partner_id, metric_score)
        WHERE metric_class IS NOT NULL"""
    )

    # -------------------------------------------------------------- computes

    @api.depends("survey_id", "partner_id")
    def _compute_company_id(self):
        for answer in self:
            answer.company_id = (
                answer.partner_id.company_id
                or answer.survey_id.user_id.company_id
                or self.env.company
            )

    @api.model
    def _get_scored_domain(self):
        """Return the domain of the participations that count in every figure."""
        return (
            Domain("metric_class", "!=", False)
            & Domain("state", "=", "done")
            & Domain("test_entry", "=", False)
        )

    def _get_figure_fields(self):
        return ("metric_score",)

    # ------------------------------------------------------------------ CRUD

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        answers.filtered(lambda answer: answer.state == "done")._record_completion()
        return answers

    def write(self, vals):
        """See every completion: by the public page, a live session's end, an import."""
        is_completion = vals.get("state") == "done"
        closing = self.filtered(lambda answer: is_completion and answer.state != "done")
        result = super().write(vals)
        closing._record_completion()
        if "partner_id" in vals:
            self._follow_partner()
        return result

    def _has_field_access(self, field, operation):
        """Nobody edits what the completion recorded, survey managers included."""
        if operation == "write" and field.name in FROZEN_FIELDS and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    # ----------------------------------------------------------------- steps

    def _record_completion(self):
        """Write scores, class and tier of these participations, the first time only.

        With elevated rights, as the public pages have them: a survey user who ends a
        live session may not read tiers. Test entries never get a score.
        """
        answers = self.sudo().filtered(
            lambda answer: not answer.completed_at and not answer.test_entry
        )
        if not answers:
            return
        # Who was asked has had a profile since the first click: two queries less.
        unasked = answers.filtered(lambda answer: not answer.request_id)
        self.env.add_to_compute(self._fields["profile_id"], unasked)
        now = fields.Datetime.now()
        vals_list = []
        for answer in answers:
            scores = answer._get_scores()
            answer.write(
                {
                    "completed_at": answer.end_datetime or now,
                    **answer._get_asked_values(),
                    **answer._get_metric_values(scores),
                }
            )
            facts = answer._prepare_score_facts()
            vals_list += [facts | score for score in scores]
        self.env["crm.survey.score"].sudo().create(vals_list)
        answers._on_completed()

    def _get_scores(self):
        """Return all measured answers, in the order of the survey.

        Each as in ``survey.question._get_metric_scores()``.
        """
        self.ensure_one()
        lines = self.user_input_line_ids
        questions = lines.question_id.filtered("metric").sorted(
            lambda question: (question.sequence, question.id)
        )
        scores = [
            score
            for question in questions
            for score in question._get_metric_scores(lines)
        ]
        # Lines that an import wrote twice are one answer: the last.
        once = {(score["question_id"], score["row_id"]): score for score in scores}
        return list(once.values())

    def _get_asked_values(self):
        """Return the tier of who was not invited: that of now.

        An invitation has frozen it when it was sent.
        """
        self.ensure_one()
        if self.request_id or self.tier_id:
            return {}
        return {"tier_id": self.profile_id.tier_id.id}

    def _get_metric_values(self, scores):
        """Hook: return ``metric_score`` and ``metric_class``, ``{}`` without a score.

        The first Net Promoter question that was answered speaks for the whole; without
        one it is the mean of all measured answers.

        :param list scores: what ``_get_scores()`` returned
        """
        self.ensure_one()
        if not scores:
            return {}
        first = next((score for score in scores if "nps" in score), None)
        if first or len(scores) == 1:
            first = first or scores[0]
            return {
                "metric_score": first["score"],
                "metric_class": first["metric_class"],
            }
        mean = sum(score["score"] for score in scores) / len(scores)
        return {"metric_score": mean, "metric_class": band_of_score(mean)}

    def _prepare_score_facts(self):
        """Hook: return what every scored answer of this participation keeps."""
        self.ensure_one()
        return {
            "user_input_id": self.id,
            "survey_id": self.survey_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "tier_id": self.tier_id.id,
            "stage_id": self.stage_id.id,
            "team_id": self.team_id.id,
            "touchpoint_id": self.touchpoint_id.id,
            "channel": self.channel,
            "completed_at": self.completed_at,
        }

    def _on_completed(self):
        """Hook: these participations, with elevated rights, were completed just now.

        Called once for each, when its scores are written; never for test entries.
        """

    def _follow_partner(self):
        """Give the scored answers the contact that the participation has now."""
        scores = self.env["crm.survey.score"].sudo()
        for score in scores.search([("user_input_id", "in", self.ids)]):
            answer = score.user_input_id
            score.partner_id = answer.partner_id
            score.company_id = answer.company_id

    # --------------------------------------------------------------- answers

    def _save_lines(self, question, answer, comment=None, overwrite_existing=True):
        """Refuse answers, given by code, that a question does not offer."""
        is_choice = question.metric and question.question_type != "scale"
        if is_choice and answer and (errors := question._validate_metric(answer)):
            raise ValidationError(errors[question.id])
        return super()._save_lines(question, answer, comment, overwrite_existing)

    def _get_line_answer_values(self, question, answer, answer_type):
        """Refuse impossible numbers given by code; take the number 0 as an answer."""
        answer = question._prepare_metric_answer(answer)
        is_scale = question.metric and answer_type == "scale"
        if is_scale and answer and (errors := question._validate_metric_scale(answer)):
            raise ValidationError(errors[question.id])
        return super()._get_line_answer_values(question, answer, answer_type)
