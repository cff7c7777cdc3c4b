# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL

RATES = {  # rate: (counted, of which)
    "open_rate": ("opened", "sent"),
    "response_rate": ("answered", "sent"),
    "bounce_rate": ("bounced", "sent"),
}


class CrmSurveyFunnel(models.Model):
    """What becomes of requests: planned, deferred, sent, opened, answered.

    One row a request. Rates are of the requests that were sent; whether an invitation
    was opened is known only where its page or its picture was fetched, or answered.
    """

    _name = "crm.survey.funnel"
    _description = "Response funnel"
    _auto = False
    _order = "due_at desc, id desc"
    _rec_name = "touchpoint_id"
    _depends = {
        "crm.survey.request": ["answered_at", "channel", "company_id", "due_at"]
        + ["opened_at", "reason", "reminder_count", "sent_at", "stage_id", "state"]
        + ["survey_id", "team_id", "tier_id", "touchpoint_id"]
    }

    touchpoint_id = fields.Many2one("crm.survey.touchpoint", readonly=True)
    survey_id = fields.Many2one("survey.survey", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    tier_id = fields.Many2one("crm.value.tier", "Value tier when asked", readonly=True)
    stage_id = fields.Many2one(
        "crm.lifecycle.stage", "Lifecycle stage when asked", readonly=True
    )
    state = fields.Selection(
        selection=lambda self: self._get_request_selection("state"), readonly=True
    )
    reason = fields.Selection(
        selection=lambda self: self._get_request_selection("reason"), readonly=True
    )
    channel = fields.Selection(
        selection=lambda self: self._get_request_selection("channel"), readonly=True
    )
    due_at = fields.Datetime("To be sent", readonly=True)
    sent_at = fields.Datetime("Sent on", readonly=True)
    planned = fields.Integer("Requests", readonly=True)
    deferred = fields.Integer(readonly=True, help="Waiting for the person's budget.")
    dropped = fields.Integer(
        readonly=True, help="Never sent: waited too long, or cancelled."
    )
    sent = fields.Integer(readonly=True)
    opened = fields.Integer(readonly=True, help="Where that is known.")
    answered = fields.Integer(readonly=True)
    expired = fields.Integer("Not answered", readonly=True)
    bounced = fields.Integer("Not delivered", readonly=True)
    reminders = fields.Integer(readonly=True)
    open_rate = fields.Float("Opened (%)", readonly=True, aggregator="avg")
    response_rate = fields.Float("Response rate (%)", readonly=True, aggregator="avg")
    bounce_rate = fields.Float("Not delivered (%)", readonly=True, aggregator="avg")
    hours_to_answer = fields.Float(
        "Hours to the answer", readonly=True, aggregator="avg"
    )

    def _get_request_selection(self, name):
        field = self.env["crm.survey.request"]._fields[name]
        return field._description_selection(self.env)

    @property
    def _table_query(self):
        """Requests as they are; a rate of one request is 0 or 100."""
        return SQL(
            """
            SELECT id, touchpoint_id, survey_id, company_id, team_id, tier_id, stage_id,
                   state, reason, channel, due_at, sent_at, 1 AS planned,
                   (state = 'deferred')::int AS deferred,
                   (state IN ('dropped', 'cancelled') AND sent_at IS NULL)::int
                   AS dropped,
                   (sent_at IS NOT NULL)::int AS sent,
                   (sent_at IS NOT NULL AND
                    (opened_at IS NOT NULL OR answered_at IS NOT NULL))::int AS opened,
                   (state = 'answered')::int AS answered,
                   (state = 'expired')::int AS expired,
                   (state = 'bounced')::int AS bounced,
                   COALESCE(reminder_count, 0) AS reminders,
                   CASE WHEN sent_at IS NOT NULL THEN 100.0 * (COALESCE(opened_at,
                   answered_at) IS NOT NULL)::int END::float8 AS open_rate,
                   CASE WHEN sent_at IS NOT NULL
                   THEN 100.0 * (state = 'answered')::int END::float8 AS response_rate,
                   CASE WHEN sent_at IS NOT NULL
                   THEN 100.0 * (state = 'bounced')::int END::float8 AS bounce_rate,
                   extract(epoch FROM answered_at - sent_at)::float8 / 3600
                   AS hours_to_answer
              FROM crm_survey_request
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        """Rates are of the group, not means of its rows."""
        name = aggregate_spec.partition(":")[0]
        if name in RATES:
            counted, base = (
                self._field_to_sql(self._table, column, query) for column in RATES[name]
            )
            return SQL(
                "100.0 * sum(%s) FILTER (WHERE %s = 1) / NULLIF(sum(%s), 0)",
                counted,
                base,
                base,
            )
        return super()._read_group_select(aggregate_spec, query)
