# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class MailMessage(models.Model):
    """Messages with customers; this index lets the night find the last ones."""

    _inherit = "mail.message"

    _customer_contact = models.Index(
        """(model, res_id, date) INCLUDE (subtype_id)
        WHERE message_type IN ('comment', 'email', 'email_outgoing')
          AND is_internal IS NOT TRUE"""
    )
