# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmValueTier(models.Model):
    """How many days there are to answer the feedback of a tier's customers."""

    _inherit = "crm.value.tier"

    feedback_days = fields.Integer(
        "Answer feedback within (days)",
        help="From the day it came in; the deadline of its owner. 0: five days.",
    )

    _feedback_days_positive = models.Constraint(
        "CHECK(feedback_days >= 0)", "The days to answer can't be negative."
    )
