# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class HelpdeskTicket(models.Model):
    """Who wrote last: public messages of staff answer, those of customers wait."""

    _inherit = "helpdesk.ticket"

    first_reply_at = fields.Datetime(
        "First reply",
        readonly=True,
        copy=False,
        help="The first public message of an internal user; notes and automatic "
        "answers are none.",
    )
    last_reply_at = fields.Datetime("Last reply", readonly=True, copy=False)
    customer_waiting_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="The customer's first message, after the first reply, that nobody has "
        "answered.",
    )

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        if self._is_conversation(message):
            self._follow_message(message)
        return result

    def _is_conversation(self, message):
        """Tell whether a message is one between a person of ours and the customer."""
        return (
            message.message_type in ("comment", "email")
            and not message.is_internal
            and message.subtype_id
            and not message.subtype_id.sudo().internal
            and message.author_id != self.env.ref("base.partner_root")
            and not self.env.context.get("crm_is_automatic_mail")
        )

    def _follow_message(self, message):
        """Write down who answered or who waits, and let the clocks follow."""
        now = fields.Datetime.now()
        ticket = self.sudo()
        author = self._get_staff_author(message)
        if author:
            ticket.write(
                {
                    "first_reply_at": ticket.first_reply_at or now,
                    "last_reply_at": now,
                    "customer_waiting_since": False,
                }
            )
        elif ticket.first_reply_at and not ticket.customer_waiting_since:
            ticket.customer_waiting_since = now
        else:
            return
        self._keep_service(author=author)

    def _get_staff_author(self, message):
        """Return the internal user who wrote ``message``, empty for customers.

        A colleague who asked for help himself is the customer of that ticket.
        """
        if message.author_id == self.sudo().partner_id:
            return self.env["res.users"]
        users = message.author_id.sudo().user_ids
        return users.filtered(lambda user: not user.share)[:1]
