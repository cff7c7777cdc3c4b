# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from .crm_survey_request_remind import REMINDER
from .crm_survey_request_send import INVITATION


class CrmOutbox(models.Model):
    """Invitations leave while they can be answered; the request learns of a failure."""

    _inherit = "crm.outbox"

    def _send(self):
        """Send unless the request is over by now."""
        request = self._get_survey_request()
        if request and request.state not in ("sent", "bounced"):
            self.state = "cancelled"
            return
        super()._send()
        if request and self.job == INVITATION:
            request._follow_outbox(self)

    def _make_mail(self):
        """Let mail programs offer a button that stops the questions (RFC 8058)."""
        mail = super()._make_mail()
        if request := self._get_survey_request():
            url = request._get_unsubscribe_url()
            mail.headers = repr(
                {
                    "List-Unsubscribe": f"<{url}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                }
            )
        return mail

    def _get_survey_request(self):
        requests = self.env["crm.survey.request"].sudo()
        if self.job not in (INVITATION, REMINDER):
            return requests
        return requests.browse(self.res_id).exists()
