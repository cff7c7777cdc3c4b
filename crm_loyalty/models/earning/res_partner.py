# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResPartner(models.Model):
    """Contacts can ask not to be greeted on their birthday."""

    _inherit = "res.partner"

    is_greeting_refused = fields.Boolean(
        "No birthday greetings",
        help="The contact asked not to be greeted; no points are given either.",
    )
