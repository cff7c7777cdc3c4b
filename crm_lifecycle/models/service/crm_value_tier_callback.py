# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmValueTier(models.Model):
    """Whether customers of a tier are called when their ticket was solved."""

    _inherit = "crm.value.tier"

    callback_days = fields.Integer(
        "Call back after (days)",
        help="So many days after a ticket was solved, its handler asks the customer "
        "whether all is well. 0: no call-back.",
    )

    _callback_days_positive = models.Constraint(
        "CHECK(callback_days >= 0)", "The days until a call-back cannot be negative."
    )
