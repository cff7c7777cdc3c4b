# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ...engine.grades import GRADES


class CrmCustomerProfile(models.Model):
    """Where a customer stands in its life, and whether it is about to leave."""

    _inherit = "crm.customer.profile"

    stage_id = fields.Many2one(
        "crm.lifecycle.stage",
        "Lifecycle stage",
        readonly=True,
        index=True,
        ondelete="restrict",
        group_expand="_group_expand_stages",
    )
    stage_since = fields.Date("In this stage since", readonly=True)
    lost_count = fields.Integer("Times lost", readonly=True)
    trend = fields.Selection(
        [("up", "Rising"), ("flat", "Steady"), ("down", "Falling")],
        "Trend of spending",
        readonly=True,
        help="Spending of the last twelve months against the twelve before; steady "
        "where the difference may be chance.",
    )
    churn_probability = fields.Float(
        "Risk of churn",
        readonly=True,
        aggregator="avg",
        help="Probability that the customer buys nothing within the policy's horizon.",
    )
    churn_grade = fields.Selection(GRADES, "Churn grade", readonly=True)
    health = fields.Integer(
        readonly=True, aggregator="avg", help="0 to 100; a weighted mean of factors."
    )
    interval_days = fields.Integer(
        "Usual interval (days)",
        compute="_compute_rhythm",
        aggregator=None,
        help="Days between purchases so far, for customers who came back.",
    )
    stage_days = fields.Integer(
        "Days in this stage", compute="_compute_rhythm", aggregator=None
    )
    churn_reasons = fields.Json(compute="_compute_churn_reasons")
    health_reasons = fields.Json(compute="_compute_health_reasons")

    @api.depends("first_purchase_date", "last_purchase_date", "purchase_days")
    def _compute_rhythm(self):
        today = fields.Date.context_today(self)
        for profile in self:
            span = 0
            if profile.purchase_days > 1:
                span = (profile.last_purchase_date - profile.first_purchase_date).days
            profile.interval_days = round(span / max(profile.purchase_days - 1, 1))
            since = profile.stage_since
            profile.stage_days = (today - since).days if since else 0

    @api.depends("churn_probability")
    @api.depends_context("lang")
    def _compute_churn_reasons(self):
        night = self.env["crm.value.night"]
        found = night._read_layers(self, night._get_churn_reading)
        labels = dict(self.env["crm.churn.weight"]._get_factor_selection())
        labels["model"] = self.env._("Chance of no purchase within the horizon")
        labels["renewal"] = self.env._("Renewal date of the contract")
        for profile in self:
            terms = found.get(profile.id, {})
            profile.churn_reasons = [
                {"factor": name, "label": labels.get(name, name), "value": value}
                for name, value in sorted(terms.items(), key=lambda row: -row[1])
                if value
            ]

    @api.depends("health")
    @api.depends_context("lang")
    def _compute_health_reasons(self):
        night = self.env["crm.value.night"]
        found = night._read_layers(self, night._get_health_reading, final=True)
        labels = dict(self.env["crm.health.weight"]._get_factor_selection())
        for profile in self:
            profile.health_reasons = [
                {"factor": name, "label": labels.get(name, name), "points": points}
                for name, points in found.get(profile.id, {}).items()
                if points is not None
            ]

    @api.model
    def _group_expand_stages(self, stages, domain):
        return stages.search([("active", "=", True)])
