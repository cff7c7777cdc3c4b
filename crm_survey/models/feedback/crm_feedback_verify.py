# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from odoo import api, fields, models
from odoo.tools import plaintext2html

_logger = logging.getLogger(__name__)
UNREACHED = ("dropped", "cancelled", "expired", "bounced")


class CrmFeedback(models.Model):
    """Whether it was healed is for the customer to say: the loop asks again."""

    _inherit = "crm.feedback"

    verification_note = fields.Text(
        "What the customer said then", copy=False, tracking=True
    )
    verified_by_id = fields.Many2one(
        "res.users", "Asked by phone by", readonly=True, copy=False, ondelete="set null"
    )
    verification_round = fields.Integer("Times asked again", readonly=True, copy=False)
    verification_request_id = fields.Many2one(
        "crm.survey.request",
        "Asked again by",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    verification_answer_id = fields.Many2one(
        "survey.user_input",
        "Answer then",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    verification_score = fields.Float(
        "Score then (0–100)", readonly=True, copy=False, aggregator="avg"
    )

    def _get_measured_fields(self):
        return [
            *super()._get_measured_fields(),
            "verified_by_id",
            "verification_round",
            "verification_request_id",
            "verification_answer_id",
            "verification_score",
        ]

    def _get_verification_touchpoint(self):
        """Hook: return the touchpoint that asks this customer again, or none."""
        self.ensure_one()
        touchpoints = self.env["crm.survey.touchpoint"].sudo()
        found = touchpoints.search(
            [("event", "=", "verification"), ("company_id", "=", self.company_id.id)]
        )
        return found.filtered(
            lambda point: not point.tier_ids or self.asked_tier_id in point.tier_ids
        )[:1]

    def _ask_again(self):
        """Request the verification of improved items; where nobody can be asked by a
        survey, their owners are told to call.
        """
        for item in self.sudo().filtered(lambda item: item.state == "improved"):
            point = item._get_verification_touchpoint()
            if point and item.partner_id.active:
                item._request_verification(point)
            else:
                item._plan_call()

    def _request_verification(self, point):
        """Queue the request; the budget of the person decides when it leaves."""
        turn = self.verification_round + 1
        requests = point._request(
            self.partner_id,
            documents=self,
            key=f"verification,{self.id},{turn}",
        )
        if not requests:
            self._plan_call()
            return
        self.write(
            {"verification_request_id": requests[:1].id, "verification_round": turn}
        )

    def _plan_call(self):
        if not self.user_id:
            return
        words = self.with_context(lang=self.user_id.lang or self.env.lang).env
        summary = words._("Call the customer: is it good now?")
        self.env["mail.activity"].create(self._prepare_activity(summary, days=2))

    def _plan_recovery(self):
        """The customer is still dissatisfied: its owner goes on."""
        for item in self.sudo().filtered("user_id"):
            words = item.with_context(lang=item.user_id.lang or self.env.lang).env
            summary = words._("The customer is still dissatisfied: go on")
            self.env["mail.activity"].create(item._prepare_activity(summary, days=1))

    @api.model
    def _cron_call(self):
        """Whom the survey did not reach is called: owners get an activity, once."""
        items = self._get_unreached()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(items))
        for item in items:
            try:
                with self.env.cr.savepoint():
                    item.verification_request_id = False
                    item._plan_call()
            except Exception:
                _logger.exception("Nobody was told to call about feedback %s", item.id)
            if not cron._commit_progress(1):
                return

    @api.model
    def _get_unreached(self):
        """Return improved items whose request came to nothing."""
        return self.search(
            [
                ("state", "=", "improved"),
                ("verification_request_id.state", "in", UNREACHED),
            ]
        )

    # ------------------------------------------------------------------- outcome

    def _record_verification(self, answer):
        """The customer answered the verification: verified, or back to work.

        :param answer: the completed ``survey.user_input``; one without a score leaves
            the decision to the owner
        """
        self.ensure_one()
        item = self.sudo()
        said = answer._get_verbatim()
        if said:
            item.message_post(
                body=plaintext2html(said), author_id=answer.partner_id.id or False
            )
        if item.state not in ("improved", "answered"):
            return
        if not answer.metric_class:
            item._plan_call()
            return
        good = answer.metric_class != "detractor"
        item._move(
            "verified" if good else "not_recovered",
            verification_answer_id=answer.id,
            verification_score=answer.metric_score,
            verification_note=said or item.verification_note,
        )
        if not good:
            item._plan_recovery()
