# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmValueCriterion(models.Model):
    """Tiers may also ask for a stage, a risk of churn, or a chance to buy again."""

    _inherit = "crm.value.criterion"

    stage_ids = fields.Many2many("crm.lifecycle.stage", string="Stages")

    @api.model
    def _get_measure_selection(self):
        return [
            *super()._get_measure_selection(),
            ("clv_predicted", self.env._("Predicted lifetime value")),
            ("churn_percent", self.env._("Risk of churn (%)")),
            ("stage", self.env._("Lifecycle stage")),
        ]

    @api.model
    def _get_measure_units(self):
        return super()._get_measure_units() | {"clv_predicted": "money"}

    @api.model
    def _get_measure_expressions(self, today):
        return super()._get_measure_expressions(today) | {
            "clv_predicted": SQL("score.clv_predicted"),
            "churn_percent": SQL("(score.churn_probability * 100)"),
            "stage": SQL("score.stage_id"),
        }

    @api.depends("stage_ids")
    def _compute_is_deciding(self):
        result = super()._compute_is_deciding()
        for criterion in self.filtered(lambda row: row.measure == "stage"):
            criterion.is_deciding = criterion.active and bool(criterion.stage_ids)
        return result

    @api.depends("stage_ids.name")
    def _compute_sentence(self):
        result = super()._compute_sentence()
        for criterion in self.filtered(lambda row: row.measure == "stage"):
            criterion.sentence = self.env._(
                "the lifecycle stage is %(stages)s",
                stages=self.env._(" or ").join(criterion.stage_ids.mapped("name"))
                or self.env._("not chosen yet"),
            )
        return result

    def _get_condition(self, bounds, today, slack=0.0):
        if self.measure == "stage":
            return SQL(
                "COALESCE(score.stage_id = ANY (%(ids)s::int[]), FALSE)",
                ids=self.stage_ids.ids,
            )
        return super()._get_condition(bounds, today, slack)
