# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL


class CrmFeedbackReport(models.Model):
    """What goes wrong, the most frequent cause first (Pareto), and how it is healed.

    One row an item of feedback. Shares are of whatever was selected and grouped: they
    are worked out over the groups, and cumulated from the largest one. Rates and days
    are empty until there is something to measure, so means count what came so far.
    """

    _name = "crm.feedback.report"
    _inherit = ["crm.survey.figure.mixin"]
    _description = "Causes of feedback, ranked"
    _auto = False
    _order = "received_at desc, id desc"
    _rec_name = "cause_id"
    _depends = {
        "crm.feedback": ["asked_tier_id", "cause_id", "company_id", "days_to_answer"]
        + ["days_to_close", "in_time_rate", "kind", "partner_id", "received_at"]
        + ["recovery_rate", "repeat_rate", "score", "source", "state", "team_id"]
        + ["user_id"],
        "crm.feedback.cause": ["parent_path"],
    }

    feedback_id = fields.Many2one("crm.feedback", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    cause_id = fields.Many2one("crm.feedback.cause", readonly=True)
    area_id = fields.Many2one(
        "crm.feedback.cause", "Main cause", readonly=True, help="The top of the tree."
    )
    asked_tier_id = fields.Many2one("crm.value.tier", "Value tier then", readonly=True)
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    kind = fields.Selection(
        selection=lambda self: self._get_feedback_selection("kind"),
        string="Type",
        readonly=True,
    )
    source = fields.Selection(
        selection=lambda self: self._get_feedback_selection("source"), readonly=True
    )
    state = fields.Selection(
        selection=lambda self: self._get_feedback_selection("state"), readonly=True
    )
    received_at = fields.Datetime("Received", readonly=True)
    items = fields.Integer("Feedback items", readonly=True)
    share = fields.Float(
        "Share (%)", readonly=True, aggregator="avg", help="Of all feedback shown."
    )
    cumulated_share = fields.Float(
        "Cumulated share (%)",
        readonly=True,
        aggregator="max",
        help="Of the feedback of this cause and all more frequent ones.",
    )
    score = fields.Float("Score (0–100)", readonly=True, aggregator="avg")
    days_to_answer = fields.Float(
        "Days to first answer", readonly=True, aggregator="avg"
    )
    days_to_close = fields.Float("Days to close", readonly=True, aggregator="avg")
    recovery_rate = fields.Float(
        "Recovered (%)",
        readonly=True,
        aggregator="avg",
        help="Of those where the customer said whether all is well.",
    )
    repeat_rate = fields.Float(
        "Repeated causes (%)",
        readonly=True,
        aggregator="avg",
        help="The same customer named the same cause in the twelve months before.",
    )
    in_time_rate = fields.Float("Answered in time (%)", readonly=True, aggregator="avg")

    def _get_feedback_selection(self, name):
        field = self.env["crm.feedback"]._fields[name]
        return field._description_selection(self.env)

    @property
    def _table_query(self):
        """Rows carry no share of their own: see :meth:`_read_group_select`."""
        return SQL(
            """
            SELECT item.id, item.id AS feedback_id, item.company_id, item.partner_id,
                   item.cause_id, item.asked_tier_id, item.user_id, item.team_id,
                   item.kind, item.source, item.state, item.received_at,
                   split_part(cause.parent_path, '/', 1)::int AS area_id, 1 AS items,
                   NULL::float8 AS share, NULL::float8 AS cumulated_share,
                   CASE WHEN item.has_score THEN item.score END::float8 AS score,
                   item.days_to_answer, item.days_to_close, item.recovery_rate,
                   item.repeat_rate, item.in_time_rate
              FROM crm_feedback item
              LEFT JOIN crm_feedback_cause cause ON cause.id = item.cause_id
            """
        )

    def _get_figure_fields(self):
        return ("score", "recovery_rate")

    def _read_group_select(self, aggregate_spec, query):
        """Shares are window functions over the groups' own sums."""
        items = self._field_to_sql(self._table, "items", query)
        if aggregate_spec == "share:avg":
            return SQL(
                "100.0 * sum(%(items)s) / NULLIF(sum(sum(%(items)s)) OVER (), 0)",
                items=items,
            )
        if aggregate_spec == "cumulated_share:max":
            return SQL(
                """100.0 * sum(sum(%(items)s)) OVER (
                       ORDER BY sum(%(items)s) DESC, min(%(cause)s)
                       ROWS UNBOUNDED PRECEDING)
                   / NULLIF(sum(sum(%(items)s)) OVER (), 0)""",
                items=items,
                cause=self._field_to_sql(self._table, "cause_id", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        """One query a set: over several at once, shares would count items twice."""
        return [
            self._read_group(domain, groupby, aggregates, order=order)
            for groupby in grouping_sets
        ]

    def action_open_feedback(self):
        """Open the item of this row; its rights are its own."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.feedback",
            "res_id": self.feedback_id.id,
            "views": [(False, "form")],
        }
