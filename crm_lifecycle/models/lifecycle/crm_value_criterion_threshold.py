# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmValueCriterion(models.Model):
    """Stages have no number to move; the risk of churn has one."""

    _inherit = "crm.value.criterion"

    def _get_threshold_fields(self):
        return [] if self.measure == "stage" else super()._get_threshold_fields()

    @api.model
    def _get_percent_measures(self):
        return [*super()._get_percent_measures(), "churn_percent"]
