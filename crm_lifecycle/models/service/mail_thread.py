# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

AUTOMATIC_PRECEDENCES = {"auto_reply", "auto-reply"}


class MailThread(models.AbstractModel):
    """Mail that a machine wrote, such as an out-of-office answer, is told apart."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Say in the context (``crm_is_automatic_mail``) that nobody wrote this."""
        if self._is_automatic_mail(message):
            self = self.with_context(crm_is_automatic_mail=True)
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def _is_automatic_mail(self, message):
        """Tell whether a mail was sent by a machine (RFC 3834, and what came before).

        :param message: an ``email.message.EmailMessage``
        """
        submitted = (message.get("Auto-Submitted") or "no").strip().lower()
        precedence = (message.get("Precedence") or "").strip().lower()
        return (
            submitted.partition(";")[0].strip() != "no"
            or precedence in AUTOMATIC_PRECEDENCES
            or any(name in message for name in ("X-Autoreply", "X-Autorespond"))
        )
