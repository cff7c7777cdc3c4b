# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class MailThread(models.AbstractModel):
    """Invitations that come back are known by the Message-ID of their mail."""

    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Mark the requests whose invitation could not be delivered."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        bounced = message_dict.get("bounced_message")
        if bounced and bounced.model == "crm.survey.request":
            requests = self.env["crm.survey.request"].sudo().browse(bounced.res_id)
            requests.exists()._mark_bounced()
        return result
