# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmValuePolicyWeight(models.Model):
    """What a metric contributes to the score of a policy; kept by the consultant."""

    _name = "crm.value.policy.weight"
    _inherit = ["crm.value.policy.part.mixin"]
    _description = "Weight of the score card"
    _order = "policy_id, weight desc, id"
    _rec_name = "metric"

    policy_id = fields.Many2one("crm.value.policy", required=True, ondelete="cascade")
    metric = fields.Selection(
        selection=lambda self: self._get_metric_selection(), required=True
    )
    weight = fields.Float(required=True, default=25.0)
    sentence = fields.Char("In words", compute="_compute_sentence")

    _weight_positive = models.Constraint(
        "CHECK(weight > 0)", "A weight is a positive number; remove the row instead."
    )
    _metric_once = models.Constraint(
        "UNIQUE(policy_id, metric)", "Each metric is weighted once."
    )

    @api.model
    def _get_metric_selection(self):
        """Return ``[(metric, label)]``; a metric is scored in fifths of customers.

        Extend together with ``crm.value.night._get_metric_expressions``.
        """
        return [
            ("revenue", self.env._("Sales")),
            ("profit", self.env._("Profit contribution")),
            ("tenure", self.env._("Length of relationship")),
            ("loyalty", self.env._("Loyalty (days with a purchase)")),
        ]

    @api.depends("metric", "weight", "policy_id.weight_ids.weight")
    def _compute_sentence(self):
        labels = dict(self._get_metric_selection())
        for row in self:
            total = sum(row.policy_id.weight_ids.mapped("weight")) or row.weight or 1.0
            row.sentence = self.env._(
                "%(metric)s gives up to %(points).1f of 100 points.",
                metric=labels.get(row.metric, ""),
                points=100.0 * row.weight / total,
            )
