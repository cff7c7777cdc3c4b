# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmValueNight(models.AbstractModel):
    """Survey answers move the risk of churn and the health."""

    _inherit = "crm.value.night"

    @api.model
    def _get_churn_factors(self, task):
        """Add dissatisfaction: from 0 at a satisfaction of 50 to 1 at 0."""
        return super()._get_churn_factors(task) | {
            "dissatisfaction": SQL(
                "CASE WHEN satisfaction < 50 THEN (50 - satisfaction) / 50 END"
            )
        }

    @api.model
    def _get_health_factors(self, task):
        return super()._get_health_factors(task) | {"satisfaction": SQL("satisfaction")}
