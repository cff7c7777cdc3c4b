# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmStageRule(models.Model):
    """Who is in a lifecycle stage; kept by the consultant as part of a policy.

    Rules are tried in their order; a customer takes the stage of the first one whose
    conditions all hold. *Rhythm* is the time since the last purchase in units of the
    customer's own usual interval.
    """

    _name = "crm.stage.rule"
    _inherit = ["crm.value.policy.part.mixin"]
    _description = "Rule of a lifecycle stage"
    _order = "policy_id, sequence, id"
    _rec_name = "stage_id"

    policy_id = fields.Many2one("crm.value.policy", required=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    stage_id = fields.Many2one(
        "crm.lifecycle.stage", required=True, ondelete="restrict"
    )
    bought = fields.Selection(
        [
            ("any", "Any"),
            ("never", "Never bought"),
            ("again", "Bought after being lost"),
        ],
        default="any",
        required=True,
    )
    rhythm_minimum = fields.Float(
        "Rhythm from",
        help="Time since the last purchase, in the customer's own usual intervals. "
        "0: no condition.",
    )
    silence_days = fields.Integer(
        "Silent for (days)", help="Days since the last purchase. 0: no condition."
    )
    tenure_days = fields.Integer(
        "Customer for less than (days)",
        help="Days since the first purchase. 0: no condition.",
    )
    trend = fields.Selection(
        [("any", "Any"), ("up", "Rising"), ("down", "Falling")],
        default="any",
        required=True,
        help="Spending of the last twelve months against the twelve before, where the "
        "difference is more than chance.",
    )
    return_days = fields.Integer(
        "Stays for (days)",
        default=180,
        help="How long a customer who came back counts as won back.",
    )
    sentence = fields.Char("In words", compute="_compute_sentence")
    customer_count = fields.Integer("Customers now", compute="_compute_customer_count")

    _not_negative = models.Constraint(
        "CHECK(rhythm_minimum >= 0 AND silence_days >= 0 AND tenure_days >= 0"
        " AND return_days >= 0)",
        "Days and intervals cannot be negative.",
    )

    @api.depends(
        "bought",
        "rhythm_minimum",
        "silence_days",
        "tenure_days",
        "trend",
        "return_days",
        "stage_id.name",
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for rule in self:
            parts = rule._get_parts()
            rule.sentence = self.env._(
                "%(stage)s: %(parts)s",
                stage=rule.stage_id.name or "",
                parts=", ".join(parts) or self.env._("everybody who is left"),
            )

    def _get_parts(self):
        """Return the conditions in words."""
        parts = []
        if self.bought == "never":
            parts.append(self.env._("has never bought"))
        if self.bought == "again":
            parts.append(
                self.env._(
                    "bought again after being lost, for %(days)s days",
                    days=self.return_days,
                )
            )
        if self.rhythm_minimum:
            parts.append(
                self.env._(
                    "silent for %(times)g usual intervals or more",
                    times=self.rhythm_minimum,
                )
            )
        if self.silence_days:
            parts.append(
                self.env._("silent for %(days)s days or more", days=self.silence_days)
            )
        if self.tenure_days:
            parts.append(
                self.env._("first bought within %(days)s days", days=self.tenure_days)
            )
        if self.trend == "up":
            parts.append(self.env._("spending rises"))
        if self.trend == "down":
            parts.append(self.env._("spending falls"))
        return parts

    @api.depends("stage_id", "policy_id")
    def _compute_customer_count(self):
        for policy, rules in self.grouped("policy_id").items():
            groups = self.env["crm.customer.profile"]._read_group(
                [("company_id", "=", policy.company_id.id)],
                ["stage_id"],
                ["__count"],
            )
            counts = {stage.id: count for stage, count in groups}
            for rule in rules:
                rule.customer_count = counts.get(rule.stage_id.id, 0)

    def _get_condition(self):
        """Return the SQL condition over the columns of the night's stage layers."""
        self.ensure_one()
        conditions = []
        if self.bought == "never":
            conditions.append(SQL("purchase_count = 0"))
        if self.bought == "again":
            conditions.append(
                SQL("return_age < %(days)s", days=max(self.return_days, 1))
            )
        if self.rhythm_minimum:
            conditions.append(
                SQL("rhythm >= %(times)s::float8", times=self.rhythm_minimum)
            )
        if self.silence_days:
            conditions.append(SQL("silence >= %(days)s", days=self.silence_days))
        if self.tenure_days:
            conditions.append(SQL("tenure < %(days)s", days=self.tenure_days))
        if self.trend != "any":
            conditions.append(SQL("trend = %(trend)s", trend=self.trend))
        return SQL(" AND ").join(conditions or [SQL("TRUE")])
