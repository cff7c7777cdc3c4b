# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.fields import Domain


class CrmSurveyScore(models.Model):
    """One measured answer: the narrow table that all figures of surveys are read from.

    A completion writes one row for each answered question with a metric (and for each
    row of a matrix with one), with what the invitation had frozen; nobody edits it.
    """

    _name = "crm.survey.score"
    _inherit = ["crm.survey.asked.mixin", "crm.survey.figure.mixin"]
    _description = "Scored answer"
    _order = "completed_at desc, id desc"

    user_input_id = fields.Many2one(
        "survey.user_input",
        "Participation",
        readonly=True,
        required=True,
        ondelete="cascade",
        index=True,
    )
    survey_id = fields.Many2one(
        "survey.survey", readonly=True, required=True, ondelete="cascade", index=True
    )
    question_id = fields.Many2one(
        "survey.question",
        readonly=True,
        ondelete="set null",
        index=True,
        help="Empty when the question was deleted: its answers still count in figures.",
    )
    row_id = fields.Many2one(
        "survey.question.answer",
        "Row of the matrix",
        readonly=True,
        ondelete="set null",
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    metric = fields.Selection(
        selection=lambda self: self.env["survey.question"]._selection_metric(),
        readonly=True,
        required=True,
    )
    value = fields.Float("Answer", readonly=True, aggregator="avg")
    score = fields.Float("Score (0–100)", readonly=True, aggregator="avg")
    metric_class = fields.Selection(
        selection=lambda self: (
            self.env["survey.user_input"]
            ._fields["metric_class"]
            ._description_selection(self.env)
        ),
        string="Class",
        readonly=True,
    )
    nps = fields.Integer(
        "NPS",
        readonly=True,
        aggregator="avg",
        help="100 for a promoter, 0 for a passive, −100 for a detractor, empty for "
        "other metrics: the average is the Net Promoter Score.",
    )
    satisfied = fields.Float(
        "Satisfied (%)",
        readonly=True,
        aggregator="avg",
        help="100 for the two best answers of a satisfaction scale, else 0, empty for "
        "other metrics: the average is the CSAT.",
    )
    completed_at = fields.Datetime(readonly=True, required=True)

    _rollup = models.Index(
        """(company_id, completed_at)
        INCLUDE (metric, tier_id, survey_id, nps, satisfied, score)"""
    )

    def _get_metric_domain(self, metric):
        """Return the domain of the answers that measure ``metric``."""
        return Domain("metric", "=", metric)

    def _get_counted_domain(self):
        """Return the domain of the answers that count in figures.

        A participation that was opened again, or made a test entry later, does not.
        """
        return Domain("user_input_id.state", "=", "done") & Domain(
            "user_input_id.test_entry", "=", False
        )
