# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_feedback import OPEN

REPEAT_MONTHS = 12
DAY = timedelta(days=1)
STEP = {"readonly": True, "copy": False}


class CrmFeedback(models.Model):
    """What the loop is measured by; steps write it once, so that it groups and sums.

    Figures stay empty until there is something to measure: averages count only
    feedback that came so far.
    """

    _inherit = "crm.feedback"

    state_since = fields.Datetime(
        "In this state since", default=fields.Datetime.now, **STEP
    )
    state_seconds = fields.Json(**STEP)
    duration_tracking = fields.Json("Status time", compute="_compute_duration_tracking")
    age_days = fields.Integer(
        "Days in this state", compute="_compute_duration_tracking"
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_open", search="_search_is_overdue"
    )
    classified_at = fields.Datetime("Classified on", **STEP)
    answered_at = fields.Datetime("First answer on", **STEP)
    improved_at = fields.Datetime("Improved on", **STEP)
    closed_at = fields.Datetime("Verified on", **STEP)
    days_to_answer = fields.Float("Days to first answer", aggregator="avg", **STEP)
    days_to_close = fields.Float(
        "Days to close",
        aggregator="avg",
        help="From the day it came in until the customer said whether all is well.",
        **STEP,
    )
    recovery_rate = fields.Float(
        "Recovered (%)",
        aggregator="avg",
        help="100 when the customer said that all is well, 0 when not, empty before: "
        "the average is the recovery rate.",
        **STEP,
    )
    is_repeat = fields.Boolean(
        "Repeated cause",
        help="The same customer named the same cause in the twelve months before.",
        **STEP,
    )
    repeat_rate = fields.Float("Repeated causes (%)", aggregator="avg", **STEP)
    in_time_rate = fields.Float("Answered in time (%)", aggregator="avg", **STEP)

    @api.model
    def _get_measured_fields(self):
        """Return the names of fields that only steps write."""
        return [
            "state_since",
            "state_seconds",
            "classified_at",
            "answered_at",
            "improved_at",
            "closed_at",
            "days_to_answer",
            "days_to_close",
            "recovery_rate",
            "is_repeat",
            "repeat_rate",
            "in_time_rate",
        ]

    # ----------------------------------------------------------------- computes

    @api.depends("state", "state_since", "state_seconds")
    def _compute_duration_tracking(self):
        """``{state: seconds}``, for the bar of states; the present one goes on."""
        now = fields.Datetime.now()
        for item in self:
            since = item.state_since or item.create_date or now
            seconds = int((now - since).total_seconds())
            spent = dict(item.state_seconds or {})
            spent[item.state] = spent.get(item.state, 0) + seconds
            item.duration_tracking = spent
            item.age_days = max(seconds, 0) // 86400

    @api.depends("state", "deadline_date", "company_id")
    def _compute_is_open(self):
        nights = self.env["crm.value.night"]
        for company, items in self.grouped("company_id").items():
            today = nights._get_today(company)
            for item in items:
                item.is_open = item.state in OPEN
                item.is_overdue = bool(
                    item.is_open and item.deadline_date and item.deadline_date < today
                )

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain.FALSE
        if True in value:
            found |= Domain("state", "in", OPEN)
        if False in value:
            found |= Domain("state", "not in", OPEN)
        return found

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("state", "in", OPEN)
            & Domain("deadline_date", "<", self._get_company_today(company))
            for company in self.env.companies
        )
        found = Domain.FALSE
        if True in value:
            found |= late
        if False in value:
            found |= ~late
        return found

    @api.model
    def _get_company_today(self, company):
        return self.env["crm.value.night"]._get_today(company)

    # ----------------------------------------------------------------- measures

    def _get_step_measures(self, state, now):
        """Return what reaching ``state`` at ``now`` writes on this item."""
        self.ensure_one()
        since = self.state_since or self.create_date or now
        spent = dict(self.state_seconds or {})
        seconds = max(int((now - since).total_seconds()), 0)
        spent[self.state] = spent.get(self.state, 0) + seconds
        measures = {"state_since": now, "state_seconds": spent}
        if state in ("classified", "improved") and not self.classified_at:
            measures |= {"classified_at": now, **self._get_repeat_measures()}
        if state in ("answered", "improved"):
            measures |= self._get_answer_measures(now)
        if state == "improved":
            measures["improved_at"] = now
        if state in ("verified", "not_recovered"):
            measures |= {
                "closed_at": now,
                "days_to_close": self._count_days(now),
                "recovery_rate": 100.0 if state == "verified" else 0.0,
            }
        return measures

    def _get_answer_measures(self, now):
        """Return the measures of a first answer at ``now``, none if there was one."""
        if self.answered_at:
            return {}
        measures = {"answered_at": now, "days_to_answer": self._count_days(now)}
        if self.deadline_date:
            today = self.env["crm.value.night"]._get_today(self.company_id, now)
            measures["in_time_rate"] = 100.0 if today <= self.deadline_date else 0.0
        return measures

    def _get_repeat_measures(self):
        customer = self.partner_id.commercial_partner_id
        if not customer or not self.cause_id:
            return {}
        found = self.sudo().search_count(
            [
                ("id", "!=", self.id),
                ("company_id", "=", self.company_id.id),
                ("partner_id.commercial_partner_id", "=", customer.id),
                ("cause_id", "=", self.cause_id.id),
                ("received_at", "<=", self.received_at),
                (
                    "received_at",
                    ">",
                    self.received_at - relativedelta(months=REPEAT_MONTHS),
                ),
            ],
            limit=1,
        )
        return {"is_repeat": bool(found), "repeat_rate": 100.0 if found else 0.0}

    def _count_days(self, now):
        return round(max((now - self.received_at) / DAY, 0.0), 2)

    def _message_post_after_hook(self, message, msg_values):
        """A message that the customer reads is the first answer."""
        result = super()._message_post_after_hook(message, msg_values)
        if self._is_answer(message):
            now = fields.Datetime.now()
            for item in self.sudo():
                if measures := item._get_answer_measures(now):
                    item.write(measures)
        return result

    def _is_answer(self, message):
        customer = self.partner_id.commercial_partner_id
        return (
            message.message_type in ("comment", "email_outgoing")
            and not message.is_internal
            and not message.subtype_id.internal
            and message.author_id.commercial_partner_id != customer
            and customer in message.partner_ids.commercial_partner_id
        )

    # ---------------------------------------------------------------------- SQL

    @api.model
    def _get_open_complaint_sql(self):
        """Return the condition on the row ``item``: a complaint that waits.

        One that came by a ticket is what the ticket says, until a verification finds
        that it was not healed; any other whose ticket is open counts there.
        """
        return SQL(
            """
            item.kind = 'complaint'
               AND item.state IN ('new', 'classified', 'in_work', 'not_recovered')
               AND (item.source <> 'ticket' OR item.ticket_id IS NULL
                    OR item.state = 'not_recovered')
               AND NOT EXISTS (
                   SELECT FROM helpdesk_ticket ticket
                     LEFT JOIN helpdesk_ticket_stage stage ON stage.id = ticket.stage_id
                    WHERE ticket.id = item.ticket_id AND ticket.active
                      AND ticket.is_complaint AND stage.closed IS NOT TRUE)
            """
        )
