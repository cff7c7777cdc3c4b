# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings screen: the budget of surveys."""

    _inherit = "res.config.settings"

    crm_survey_cooldown_days = fields.Integer(
        related="company_id.crm_survey_cooldown_days", readonly=False
    )
    crm_survey_week_limit = fields.Integer(
        related="company_id.crm_survey_week_limit", readonly=False
    )
