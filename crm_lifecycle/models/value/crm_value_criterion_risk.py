# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmValueCriterion(models.Model):
    """Tiers may also ask for the credit risk, or for an ABC class."""

    _inherit = "crm.value.criterion"

    @api.model
    def _get_measure_selection(self):
        return [
            *super()._get_measure_selection(),
            ("credit_risk", self.env._("Credit risk (1 low, 2 medium, 3 high)")),
            ("abc_class", self.env._("ABC class (1 A, 2 B, 3 C)")),
        ]

    @api.model
    def _get_measure_expressions(self, today):
        risk = self.env["crm.value.risk"]._get_credit_risk_sql(self.policy_id, today)
        return super()._get_measure_expressions(today) | {
            "credit_risk": SQL(
                "CASE %(risk)s WHEN 'high' THEN 3 WHEN 'mid' THEN 2 ELSE 1 END",
                risk=risk,
            ),
            "abc_class": SQL(
                "array_position(ARRAY['a', 'b', 'c'], score.abc_class::text)"
            ),
        }
