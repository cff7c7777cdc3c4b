# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings screen: what the reports need."""

    _inherit = "res.config.settings"

    crm_churn_months = fields.Integer(
        related="company_id.crm_churn_months", readonly=False
    )
