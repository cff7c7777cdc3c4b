# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings screen: the value room's block."""

    _inherit = "res.config.settings"

    crm_run_keep_days = fields.Integer(
        related="company_id.crm_run_keep_days", readonly=False
    )
    crm_value_policy_id = fields.Many2one(
        "crm.value.policy",
        "Active tier policy",
        compute="_compute_crm_value_policy_id",
    )

    def _compute_crm_value_policy_id(self):
        for settings in self:
            settings.crm_value_policy_id = self.env["crm.value.policy"]._get_active(
                settings.company_id
            )
