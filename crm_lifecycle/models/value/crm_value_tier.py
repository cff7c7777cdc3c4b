# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmValueTier(models.Model):
    """A value tier that all companies share; kept by the consultant.

    Rules say who belongs to it (``crm.value.policy``). What a tier drives (ticket
    priority, points, …) is added here by the room that uses it.
    """

    _name = "crm.value.tier"
    _description = "Customer value tier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Short technical name, used in exports and interfaces."
    )
    sequence = fields.Integer(default=10, help="The best tier comes first.")
    color = fields.Integer()
    description = fields.Text(
        translate=True, help="What the company promises to these customers."
    )
    active = fields.Boolean(default=True)
    profile_count = fields.Integer("Customers", compute="_compute_profile_count")

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another tier already has this code."
    )

    @api.depends_context("allowed_company_ids")
    def _compute_profile_count(self):
        groups = self.env["crm.customer.profile"]._read_group(
            [("tier_id", "in", self.ids), ("company_id", "in", self.env.companies.ids)],
            ["tier_id"],
            ["__count"],
        )
        counts = {tier.id: count for tier, count in groups}
        for tier in self:
            tier.profile_count = counts.get(tier.id, 0)

    def action_view_profiles(self):
        """Open the customers of this tier."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_customer_profile_action"
        )
        return {**action, "domain": [("tier_id", "=", self.id)], "context": {}}
