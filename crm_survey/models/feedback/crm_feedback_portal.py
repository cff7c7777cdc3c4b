# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from .crm_feedback import OPEN

WRITTEN = ("comment", "email")
SHOWN = ("survey", "portal", "ticket")  # told by the customer itself


class CrmFeedback(models.Model):
    """What the customer sees of its feedback: plain words, and the conversation."""

    _name = "crm.feedback"
    _inherit = ["crm.feedback", "portal.mixin"]

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for item in self:
            item.access_url = f"/my/feedback/{item.id}"
        return result

    def _get_portal_domain(self, partner):
        """Return the domain of what ``partner`` told us, and may see again."""
        return [("partner_id", "=", partner.id), ("source", "in", SHOWN)]

    def _is_told_by_customer(self):
        """Whether its words are the customer's, not notes of somebody who listened."""
        return self.source in SHOWN

    # ------------------------------------------------------------------- words

    def _get_customer_status(self):
        """Hook: return what became of this item, for the customer.

        :return: ``{"tone": a Bootstrap colour, "label": two words, "sentence": …}``
        """
        self.ensure_one()
        told = {
            "new": (
                "secondary",
                self.env._("Received, thank you"),
                self.env._("We have it, and will look at it."),
            ),
            "not_recovered": (
                "info",
                self.env._("We are working on it"),
                self.env._(
                    "You told us that it is not good yet. We go on working on it."
                ),
            ),
            "answered": (
                "success",
                self.env._("Answered"),
                self.env._("We have answered you. Is anything missing? Write to us."),
            ),
            "improved": self._get_settled_words(),
            "verified": (
                *self._get_settled_words()[:2],
                self.env._("You told us that it is good now. Thank you."),
            ),
        }
        working = (
            "info",
            self.env._("We are working on it"),
            self.env._("We are working on it."),
        )
        names = ("tone", "label", "sentence")
        return dict(zip(names, told.get(self.state, working), strict=True))

    def _get_settled_words(self):
        """Only where there is an improvement, something has changed."""
        if self.action_id:
            label = self.env._("Something has changed")
            return "success", label, self.env._("We have changed what caused it.")
        sentence = self.env._("We have seen to it. Thank you for telling us.")
        return "success", self.env._("Done"), sentence

    # ------------------------------------------------------------ conversation

    def _message_post_after_hook(self, message, msg_values):
        """A customer who writes when all seemed done is answered: the owner is told."""
        result = super()._message_post_after_hook(message, msg_values)
        if self._is_customer(message):
            self._plan_reply()
        return result

    def _is_customer(self, message):
        customer = self.partner_id.commercial_partner_id
        return (
            customer
            and message.message_type in WRITTEN
            and not message.is_internal
            and not message.subtype_id.internal
            and message.author_id.commercial_partner_id == customer
        )

    def _plan_reply(self):
        for item in self.sudo():
            if item.state in OPEN or not item.user_id or item.activity_ids:
                continue
            words = item.with_context(lang=item.user_id.lang or self.env.lang).env
            summary = words._("The customer wrote again: answer")
            self.env["mail.activity"].sudo().create(
                item._prepare_activity(summary, days=1)
            )
