# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

LOOK_BACK_DAYS = 30


class CrmSurveyTouchpoint(models.Model):
    """A touchpoint in plain sentences, and how many customers it reaches."""

    _inherit = "crm.survey.touchpoint"

    sentence = fields.Char("In plain words", compute="_compute_sentence")
    reach_sentence = fields.Char("Reach", compute="_compute_reach_sentence")
    request_count = fields.Integer("Requests", compute="_compute_counts")
    answer_count = fields.Integer("Answers", compute="_compute_counts")

    @api.depends(
        "event",
        "schedule_ids.tier_id",
        "schedule_ids.every_days",
        "survey_id",
        "tier_ids",
        "stage_ids",
        "domain",
        "delay_hours",
        "sampling_percent",
        "channel",
        "deadline_days",
        "reminder_count",
        "reminder_days",
        "stop_after",
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for touchpoint in self:
            touchpoint.sentence = touchpoint.event and self.env._(
                "%(when)s: ask %(whom)s “%(survey)s” %(channel)s.%(more)s",
                when=touchpoint._tell_event(),
                whom=touchpoint._tell_whom(),
                survey=touchpoint.survey_id.title or "…",
                channel=touchpoint._tell_channel(),
                more="".join(f" {text}" for text in touchpoint._tell_limits()),
            )

    @api.depends(
        "event",
        "schedule_ids.tier_id",
        "tier_ids",
        "stage_ids",
        "domain",
        "sampling_percent",
        "company_id",
    )
    @api.depends_context("lang")
    def _compute_reach_sentence(self):
        for touchpoint in self:
            try:
                touchpoint.reach_sentence = touchpoint._tell_reach()
            except UserError as error:
                touchpoint.reach_sentence = str(error)

    @api.depends("request_ids.state")
    def _compute_counts(self):
        counts = {}
        for touchpoint, state, count in self.env["crm.survey.request"]._read_group(
            [("touchpoint_id", "in", self.ids)], ["touchpoint_id", "state"], ["__count"]
        ):
            counts.setdefault(touchpoint.id, {})[state] = count
        for touchpoint in self:
            found = counts.get(touchpoint._origin.id, {})
            touchpoint.request_count = sum(found.values())
            touchpoint.answer_count = found.get("answered", 0)

    # -------------------------------------------------------------------- words

    def _tell_event(self):
        """Return the occasion in words; unknown events are told by their label."""
        words = {
            "ticket_solved": self.env._("When a ticket is solved"),
            "order_confirmed": self.env._("When an order is confirmed"),
            "order_delivered": self.env._("When an order is delivered"),
            "invoice_paid": self.env._("When an invoice is paid"),
            "first_purchase": self.env._("When a customer bought for the first time"),
            "first_contact": self.env._(
                "When a new customer gets in touch for the first time"
            ),
            "tier_changed": self.env._("When a customer's value tier changes"),
            "stage_changed": self.env._("When a customer's lifecycle stage changes"),
            "benefit_redeemed": self.env._("When points are redeemed for a benefit"),
            "answer": self.env._("When a survey is answered"),
            "verification": self.env._("When an improvement is done"),
            "manual": self.env._("When somebody chooses the customers"),
        }
        if self.event == "schedule":
            return self._tell_rhythm()
        labels = dict(self._fields["event"]._description_selection(self.env))
        return words.get(self.event) or self.env._(
            "When this happens: “%s”", labels.get(self.event, self.event)
        )

    def _tell_rhythm(self):
        turns = [
            self.env._("%(tier)s every %(days)s days", tier=name, days=line.every_days)
            for line in self.schedule_ids
            if (name := line.tier_id.name)
        ]
        return self.env._(", ").join(turns) or self.env._("Regularly, by tier")

    def _tell_whom(self):
        share, after = self.sampling_percent, self.delay_hours
        whom = self.env._("the customer")
        if conditions := self._tell_conditions():
            whom = self.env._("the customer (%s)", self.env._("; ").join(conditions))
        if share < 100:
            whom = self.env._(
                "%(whom)s in %(share)s %% of cases", whom=whom, share=share
            )
        if after and not after % 24 and after > 24:
            return self.env._(
                "%(whom)s, %(days)s days later,", whom=whom, days=after // 24
            )
        if after:
            return self.env._(
                "%(whom)s, %(hours)s hours later,", whom=whom, hours=after
            )
        return whom

    def _tell_conditions(self):
        words = []
        either = self.env._(" or ")
        if self.tier_ids:
            tiers = either.join(self.tier_ids.mapped("name"))
            words.append(self.env._("tier %s", tiers))
        if self.stage_ids:
            stages = either.join(self.stage_ids.mapped("name"))
            words.append(self.env._("stage %s", stages))
        if (self.domain or "[]").strip() != "[]":
            words.append(self.env._("further conditions"))
        return words

    def _tell_channel(self):
        return {
            "mail": self.env._("by mail"),
            "portal": self.env._("on the customer portal"),
            "link": self.env._("by a link or QR code"),
        }.get(self.channel, "")

    def _tell_limits(self):
        texts = [self.env._("Open for %s days.", self.deadline_days)]
        if self.reminder_count and self.channel == "mail":
            texts.append(
                self.env._(
                    "%(count)s reminders, one every %(days)s days.",
                    count=self.reminder_count,
                    days=self.reminder_days,
                )
                if self.reminder_count > 1
                else self.env._("One reminder after %s days.", self.reminder_days)
            )
        if self.stop_after:
            texts.append(self.env._("Stops after %s answers.", self.stop_after))
        return texts

    def _tell_reach(self):
        if not self.event or not self.company_id:
            return False
        self.env.flush_all()
        values = {
            "customers": self._count_customers(),
            "days": LOOK_BACK_DAYS,
        }
        if self.event in ("manual", "verification"):
            return self.env._("Customers who fit at present: %(customers)s.", **values)
        if self.event == "schedule":
            return self.env._(
                "Customers who fit at present: %(customers)s; their turns are spread "
                "over the days of the rhythm.",
                **values,
            )
        return self.env._(
            "Customers who fit at present: %(customers)s; such events in the last "
            "%(days)s days: %(events)s.",
            events=self._count_events(LOOK_BACK_DAYS),
            **values,
        )

    # ------------------------------------------------------------------ buttons

    def action_view_requests(self):
        """Open the queue of this touchpoint."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_survey.crm_survey_request_action"
        )
        return {
            **action,
            "domain": [("touchpoint_id", "=", self.id)],
            "context": {},
        }

    def action_switch_on(self):
        """Switch these on: what happens from now on is asked about."""
        self.active = True

    def action_ask(self):
        """Open the dialog that chooses whom to ask by hand."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask customers"),
            "res_model": "crm.survey.ask",
            "view_mode": "form",
            "target": "new",
            "context": {"default_touchpoint_id": self.id},
        }
