# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import plaintext2html

PURPOSE = "survey"  # of consent
KINDS = {"promoter": "praise", "detractor": "complaint"}


class CrmFeedbackRule(models.Model):
    """What a rule does about an answer: ``_do_<action>``, each safe to repeat."""

    _inherit = "crm.feedback.rule"

    def _follow(self, answer):
        """Do what this rule says about ``answer``, once; ``answer`` remembers it."""
        self.ensure_one()
        answer.feedback_rule_id = self
        getattr(self, f"_do_{self.action}")(answer)

    def _do_nothing(self, answer):
        """The answer is left alone, and no later rule acts."""

    def _do_feedback(self, answer):
        """Record the answer as feedback, once, and return it."""
        return (
            self.env["crm.feedback"]
            .with_company(self.company_id)
            ._receive([self._prepare_feedback(answer)])
        )

    def _do_activity(self, answer):
        """Record the feedback, with an activity of its own for the owner."""
        item = self._do_feedback(answer)
        item.activity_ids.unlink()
        if item.user_id:
            self.env["mail.activity"].create(
                item._prepare_activity(self.summary, days=self.activity_days)
            )

    def _do_ticket(self, answer):
        """Record the feedback and open a ticket about it; its clocks start by
        themselves.
        """
        item = self._do_feedback(answer)
        if item.ticket_id:
            return
        ticket = (
            self.env["helpdesk.ticket"]
            .with_company(self.company_id)
            .create(self._prepare_ticket(item))
        )
        item.team_id = item.team_id or ticket.team_id
        item.message_post(
            body=self.env._("Ticket %(number)s was opened.", number=ticket.number)
        )

    def _do_mail(self, answer):
        """Queue the mail, once; who doesn't want mail gets none.

        :raise UserError: nobody to write to
        """
        partner = answer.partner_id
        if not partner.email_normalized:
            raise UserError(
                self.env._("The mail was not sent: there is no valid mail address.")
            )
        if not self._may_write_to(answer):
            return
        self.env["crm.outbox"].with_company(self.company_id)._queue(
            "survey_follow_up", str(answer.id), self.template_id, answer, [partner]
        )

    def _may_write_to(self, answer):
        """Hook: tell whether the customer may get a mail that was not asked for.

        Only who agreed to surveys by mail, and is not on the blacklist.
        """
        refused = self.env["mail.blacklist"].search_count(
            [("email", "=", answer.partner_id.email_normalized)], limit=1
        )
        consents = self.env["crm.consent"].with_company(self.company_id)
        return not refused and consents.has_consent(answer.partner_id, PURPOSE)

    # ------------------------------------------------------------------ prepare

    def _prepare_feedback(self, answer):
        words = answer._get_verbatim()
        score = self._format_score(answer.metric_score)
        return {
            "name": self.env._(
                "%(survey)s: %(score)s of 100",
                survey=answer.survey_id.title,
                score=score,
            ),
            "company_id": self.company_id.id,
            "partner_id": answer.partner_id.id,
            "source": "survey",
            "source_key": f"answer,{answer.id}",
            "kind": self.kind or KINDS.get(answer.metric_class, "suggestion"),
            "cause_id": self.cause_id.id,
            "score": answer.metric_score,
            "has_score": True,
            "metric_class": answer.metric_class,
            "verbatim": words,
            "received_at": answer.completed_at,
            "asked_tier_id": answer.tier_id.id,
            "user_id": self.user_id.id,
            "team_id": (self.team_id or answer.team_id).id,
            "touchpoint_id": answer.touchpoint_id.id,
            "user_input_id": answer.id,
        }

    def _prepare_ticket(self, item):
        """Return the values of the ticket; the item is linked as it is created."""
        said = item.verbatim or self.env._("(no comment)")
        text = self.env._(
            "%(feedback)s. The customer said: %(said)s", feedback=item.name, said=said
        )
        vals = {
            "name": item.name,
            "description": plaintext2html(text),
            "partner_id": item.partner_id.id,
            "partner_name": item.partner_id.name,
            "partner_email": item.partner_id.email,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "category_id": self.category_id.id,
            "severity": self.severity or "normal",
            "is_complaint": item.kind == "complaint",
            "feedback_ids": [Command.link(item.id)],
        }
        return vals | ({"priority": self.priority} if self.priority else {})
