# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmValuePolicyMove(models.Model):
    """A customer that would move if a draft were active; written by the simulation."""

    _name = "crm.value.policy.move"
    _description = "Simulated change of tier"
    _log_access = False
    _order = "policy_id, window_revenue desc, id"
    _rec_name = "profile_id"

    policy_id = fields.Many2one(
        "crm.value.policy", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=False)
    profile_id = fields.Many2one(
        "crm.customer.profile",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    from_tier_id = fields.Many2one(
        "crm.value.tier", "From", readonly=True, ondelete="cascade"
    )
    to_tier_id = fields.Many2one(
        "crm.value.tier", "To", readonly=True, ondelete="cascade"
    )
    direction = fields.Selection([("up", "Up"), ("down", "Down")], readonly=True)
    score = fields.Float(readonly=True, aggregator="avg")
    window_revenue = fields.Monetary("Revenue", readonly=True)
    currency_id = fields.Many2one(related="policy_id.company_id.currency_id")
