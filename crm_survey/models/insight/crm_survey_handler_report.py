# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL


class HandlerAnswers(Counter):
    """Answers of a handler, ``{(class, score): weight}``, scaled to what they tell.

    Answers that count in part tell less than as many whole ones: the weights are
    scaled to the effective size (Σw)² ÷ Σw² (L. Kish 1965, *Survey Sampling*, 8.2).
    """

    count_of_answers = 0
    work = 0.0


class CrmSurveyHandlerReport(models.Model):
    """Scores by handler: each answer counts by the share of work, frozen when asked."""

    _name = "crm.survey.handler.report"
    _inherit = ["crm.survey.figure.mixin"]
    _description = "Scores by handler"
    _auto = False
    _order = "completed_at desc, id desc"
    _rec_name = "user_id"
    _depends = {
        "crm.survey.score": ["company_id", "completed_at", "metric", "metric_class"]
        + ["nps", "satisfied", "score", "stage_id", "survey_id", "team_id", "tier_id"]
        + ["touchpoint_id", "user_input_id", "value"],
        "crm.survey.credit": ["request_id", "share", "user_id"],
        "survey.user_input": ["request_id"],
    }

    user_id = fields.Many2one("res.users", "Handler", readonly=True)
    user_input_id = fields.Many2one("survey.user_input", "Participation", readonly=True)
    survey_id = fields.Many2one("survey.survey", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    tier_id = fields.Many2one("crm.value.tier", "Value tier when asked", readonly=True)
    stage_id = fields.Many2one(
        "crm.lifecycle.stage", "Lifecycle stage when asked", readonly=True
    )
    touchpoint_id = fields.Many2one("crm.survey.touchpoint", readonly=True)
    metric = fields.Selection(
        selection=lambda self: self.env["survey.question"]._selection_metric(),
        readonly=True,
    )
    metric_class = fields.Selection(
        selection=lambda self: (
            self.env["survey.user_input"]
            ._fields["metric_class"]
            ._description_selection(self.env)
        ),
        string="Class",
        readonly=True,
    )
    completed_at = fields.Datetime("Completed on", readonly=True)
    answers = fields.Integer(readonly=True, help="In which the handler had a share.")
    work = fields.Float(
        "Share of work",
        readonly=True,
        help="0.25 for a quarter of what was asked about.",
    )
    work_squared = fields.Float("Share of work, squared", readonly=True)
    value = fields.Float("Answer", readonly=True, aggregator="avg")
    score = fields.Float("Score (0–100)", readonly=True, aggregator="avg")
    nps = fields.Float("NPS", readonly=True, aggregator="avg")
    satisfied = fields.Float("Satisfied (%)", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        """One row a score and handler, by the keys of answers and requests.

        The shares of one request are written together, so the last digits of their
        ids tell them apart.
        """
        return SQL(
            """
            SELECT score.id::bigint * 1000 + credit.id %% 1000 AS id, credit.user_id,
                   score.user_input_id, score.survey_id, score.company_id,
                   score.team_id, score.tier_id, score.stage_id, score.touchpoint_id,
                   score.metric, score.metric_class, score.completed_at, 1 AS answers,
                   credit.share / 100.0 AS work,
                   (credit.share / 100.0) ^ 2 AS work_squared, score.value, score.score,
                   score.nps::float8 AS nps, score.satisfied
              FROM crm_survey_score score
              JOIN survey_user_input answer ON answer.id = score.user_input_id
              JOIN crm_survey_credit credit ON credit.request_id = answer.request_id
             WHERE credit.share > 0
            """
        )

    def _get_figure_sql(self, name, mean, query):
        """Means are weighted by the share of work."""
        return SQL(
            """sum(%(value)s * %(work)s)
               / NULLIF(sum(%(work)s) FILTER (WHERE %(value)s IS NOT NULL), 0)""",
            value=self._field_to_sql(self._table, name, query),
            work=self._field_to_sql(self._table, "work", query),
        )

    def _get_sample_sql(self, name, query):
        """Parts of answers make the effective size, as in :class:`HandlerAnswers`."""
        return SQL(
            """round((sum(%(work)s) FILTER (WHERE %(value)s IS NOT NULL) ^ 2
               / NULLIF(sum(%(square)s) FILTER (WHERE %(value)s IS NOT NULL), 0)
               )::numeric, 6)""",
            value=self._field_to_sql(self._table, name, query),
            work=self._field_to_sql(self._table, "work", query),
            square=self._field_to_sql(self._table, "work_squared", query),
        )

    @api.model
    def _read_answers(self, domain):
        """Return ``{user: HandlerAnswers}`` of the scores in ``domain``."""
        sums = ["answers:sum", "work:sum", "work_squared:sum"]
        rows = self._read_group(domain, ["user_id", "metric_class", "score"], sums)
        found, squares = {}, Counter()
        for user, metric_class, score, count, work, squared in rows:
            answers = found.setdefault(user, HandlerAnswers())
            answers[metric_class, score] += work
            answers.count_of_answers += count
            answers.work += work
            squares[user] += squared
        for user, answers in found.items():
            for key in answers:
                answers[key] *= answers.work / squares[user]
        return found
