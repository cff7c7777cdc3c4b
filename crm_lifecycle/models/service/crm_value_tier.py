# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmValueTier(models.Model):
    """What a tier drives on the helpdesk."""

    _inherit = "crm.value.tier"

    ticket_priority = fields.Selection(
        [("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Very High")],
        help="Priority of a new ticket of these customers, unless somebody or "
        "something chose one. Empty leaves it to the helpdesk.",
    )
