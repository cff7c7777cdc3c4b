# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class MailActivityType(models.Model):
    """Which activities win customers back."""

    _inherit = "mail.activity.type"

    is_winback = fields.Boolean(
        "Win-back step",
        help="Cannot be planned for customers that a campaign holds out.",
    )
