from odoo import models


class LoyaltyCard(models.Model):
    """Adjustments beyond the programme's limit wait for a second person."""

    _inherit = "loyalty.card"

    def _adjust(self, change, reason, event="adjustment"):
        """Book it within the limit; else request it.

        What the same manager has booked for the customer today counts too: many small
        adjustments are one large one.
        """
        self.ensure_one()
        limit = self.program_id.sudo().adjust_limit
        if not limit or abs(change) + self._get_adjusted_today() <= limit:
            return super()._adjust(change, reason, event)
        return self._request_adjustment(change, reason, event)

    def _grant(self, points, reason):
        """Gifts beyond the limit are requested, card by card."""
        limited = self.filtered(
            lambda card: (
                card.program_id.adjust_limit
                and points + card._get_adjusted_today() > card.program_id.adjust_limit
            )
        )
        for card in limited:
            card._request_adjustment(points, reason, "gift")
        return super(LoyaltyCard, self - limited)._grant(points, reason)

    def _get_adjusted_today(self):
        """Return the points that the user moved on this balance today, unapproved.

        Locked, or two adjustments at once would not see each other.
        """
        self.sudo().pool_id._lock()
        rows = (
            self.env["loyalty.history"]
            .sudo()
            .search(
                [
                    ("pool_id", "=", self.pool_id.id),
                    ("kind", "=", "adjust"),
                    ("create_uid", "=", self.env.uid),
                    ("booked_on", "=", self._get_today()),
                    ("order_model", "!=", "crm.loyalty.adjustment"),
                ]
            )
        )
        return sum(row.issued + row.used for row in rows)

    def _request_adjustment(self, change, reason, event):
        requests = self.env["crm.loyalty.adjustment"].sudo()
        request = requests.create(
            {
                "card_id": self.id,
                "change": change,
                "reason": reason,
                "event": event,
                "company_id": (self.company_id or self.env.company).id,
            }
        )
        request._ask_approvers()
        return request.with_env(self.env)
