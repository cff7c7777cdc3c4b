# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date


class LoyaltyCard(models.Model):
    """What may be done with a card: spent while valid, adjusted by managers."""

    _inherit = "loyalty.card"

    def _check_valid(self):
        """Refuse to spend from cards that have expired; core asks for codes only.

        :raises ValidationError: a card's last day is over
        """
        for card in self:
            if card.expiration_date and card.expiration_date < card._get_today():
                raise ValidationError(
                    self.env._(
                        "The card %(card)s was valid until %(day)s; nothing can be "
                        "spent from it.",
                        card=card.display_name,
                        day=format_date(self.env, card.expiration_date),
                    )
                )

    def _check_may_adjust(self):
        """Refuse those who may not adjust points.

        :raises AccessError: the user is no loyalty manager
        """
        if not (self.env.su or self.env.user.has_group("crm_loyalty.group_manager")):
            raise AccessError(
                self.env._(
                    "Only loyalty managers adjust points. Ask one of them, or your "
                    "administrator for the right “Loyalty / Manager”."
                )
            )

    def _adjust(self, change, reason, event="adjustment"):
        """Book ``change`` points, positive or negative, with a reason.

        :return: the movement, or the request that waits for a second person
        """
        self.ensure_one()
        return self._book_adjustment(change, reason, event)

    def _book_adjustment(self, change, reason, event, **entry):
        """Book ``change`` points; ``entry`` holds further values of the movement."""
        return (
            self.env["loyalty.history"]
            .sudo()
            ._post(
                [
                    {
                        "card": self,
                        "kind": "adjust",
                        "event": event,
                        "issued": max(change, 0.0),
                        "used": max(-change, 0.0),
                        "description": reason,
                        "reason": reason,
                        **entry,
                    }
                ]
            )
        )

    def _grant(self, points, reason):
        """Book ``points`` on each of these cards, as a gift with a reason."""
        self.env["loyalty.history"].sudo()._post(
            [
                {
                    "card": card,
                    "kind": "adjust",
                    "event": "gift",
                    "issued": points,
                    "description": reason,
                    "reason": reason,
                }
                for card in self
            ]
        )
