# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmSurveyTouchpointTier(models.Model):
    """How often customers of a tier are asked; a line of a touchpoint."""

    _name = "crm.survey.touchpoint.tier"
    _description = "Rhythm of a survey"
    _order = "touchpoint_id, tier_id, id"
    _rec_name = "tier_id"

    touchpoint_id = fields.Many2one(
        "crm.survey.touchpoint", required=True, index=True, ondelete="cascade"
    )
    tier_id = fields.Many2one(
        "crm.value.tier", "Value tier", required=True, ondelete="restrict"
    )
    every_days = fields.Integer("Every (days)", required=True, default=90)

    _every = models.Constraint("CHECK(every_days >= 1)", "Once a day is the most.")
    _once = models.Constraint(
        "UNIQUE(touchpoint_id, tier_id)", "A tier has one rhythm of a touchpoint."
    )
