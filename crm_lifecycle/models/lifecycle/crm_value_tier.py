# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

WINBACK_DAYS = 30


class CrmValueTier(models.Model):
    """How customers of a tier are won back."""

    _inherit = "crm.value.tier"

    winback_days = fields.Integer(
        "Days to win back",
        default=WINBACK_DAYS,
        help="Deadline of a new win-back case, counted from the day it is opened.",
    )
    winback_plan_id = fields.Many2one(
        "mail.activity.plan",
        "Win-back steps",
        domain=[("res_model", "=", "crm.winback.case")],
        ondelete="set null",
        help="The activities that a new win-back case plans for its owner.",
    )

    _winback_days_positive = models.Constraint(
        "CHECK(winback_days > 0)", "Winning back takes at least one day."
    )
