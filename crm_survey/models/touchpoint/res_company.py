# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResCompany(models.Model):
    """How often people may be asked: the budget of every customer."""

    _inherit = "res.company"

    crm_survey_cooldown_days = fields.Integer(
        "Days between two surveys",
        default=30,
        required=True,
        help="Nobody is asked again before so many days, whatever the survey.",
    )
    crm_survey_week_limit = fields.Integer(
        "Contacts asked per company and week",
        default=1,
        required=True,
        help="So many people of one company are asked within seven days. 0: no limit.",
    )

    _crm_survey_budget = models.Constraint(
        "CHECK(crm_survey_cooldown_days BETWEEN 0 AND 3650 "
        "AND crm_survey_week_limit >= 0)",
        "The days between surveys are 0 to 3650, contacts per week 0 or more.",
    )
