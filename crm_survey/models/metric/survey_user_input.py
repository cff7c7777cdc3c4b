# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

FROZEN_FIELDS = frozenset(
    ("company_id", "profile_id", "tier_id", "completed_at", "metric_score")
    + ("metric_class",)
)


class SurveyUserInput(models.Model):
    """A participation keeps its score and the customer's tier of that moment.

    Both are written once, by the completion itself, and by nobody afterwards.
    """

    _name = "survey.user_input"
    _inherit = ["survey.user_input", "crm.profile.link.mixin"]

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
        return result

    def _has_field_access(self, field, operation):
        """Nobody edits what the completion recorded, survey managers included."""
        if operation == "write" and field.name in FROZEN_FIELDS and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    # ----------------------------------------------------------------- steps

    def _record_completion(self):
        """Write score, class and tier of these participations, the first time only.

        With elevated rights, as the public pages have them: a survey user who ends a
        live session may not read tiers. Test entries never get a score.
        """
        answers = self.sudo().filtered(
            lambda answer: not answer.completed_at and not answer.test_entry
        )
        self.env.add_to_compute(self._fields["profile_id"], answers)
        now = fields.Datetime.now()
        for answer in answers:
            answer.write(
                {
                    "completed_at": answer.end_datetime or now,
                    "tier_id": answer.profile_id.tier_id.id,
                    **answer._get_metric_values(),
                }
            )

    def _get_metric_values(self):
        """Hook: return ``metric_score`` and ``metric_class``, ``{}`` without a score.

        The first question with a metric that was answered speaks for the whole.
        """
        self.ensure_one()
        lines = self.user_input_line_ids.sorted("question_sequence")
        first = next((line for line in lines if line._has_metric_score()), None)
        return first._get_metric_values() if first else {}

    def _get_line_answer_values(self, question, answer, answer_type):
        """Refuse impossible answers given by code; take the number 0 as an answer."""
        answer = question._prepare_metric_answer(answer)
        if question.metric and answer and (errors := question._validate_metric(answer)):
            raise ValidationError(errors[question.id])
        return super()._get_line_answer_values(question, answer, answer_type)
