# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

FORECASTS = {"clv_predicted", "churn_percent", "stage"}


class CrmValuePolicy(models.Model):
    """Stages, the risk of churn and forecasts are stored figures, too."""

    _inherit = "crm.value.policy"

    def _get_figure_settings(self):
        settings = super()._get_figure_settings()
        for name in ("horizon_days", "clv_months", "discount_rate"):
            settings[name] = (self._get_label(name), self[name], FORECASTS)
        for name, rows, measures in (
            ("stage_rule_ids", self._get_stage_rules(), {"stage"}),
            ("churn_weight_ids", self._get_churn_weights(), {"churn_percent"}),
        ):
            rules = [vals | {"policy_id": None} for vals in rows.copy_data()]
            settings[name] = (self._get_label(name), rules, measures)
        return settings
