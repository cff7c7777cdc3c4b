# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmValueCriterion(models.Model):
    """Criteria on RFM."""

    _inherit = "crm.value.criterion"

    @api.model
    def _get_measure_selection(self):
        return [
            *super()._get_measure_selection(),
            ("rfm_sum", self.env._("Sum of the RFM marks (3–15)")),
        ]

    @api.model
    def _get_measure_units(self):
        return super()._get_measure_units() | {"rfm_sum": "points"}

    @api.model
    def _get_measure_expressions(self, today):
        return super()._get_measure_expressions(today) | {
            "rfm_sum": SQL(
                "CASE WHEN score.purchase_count > 0 THEN score.recency_score"
                " + score.frequency_score + score.monetary_score END"
            )
        }
