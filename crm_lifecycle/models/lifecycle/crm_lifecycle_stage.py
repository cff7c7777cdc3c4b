# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmLifecycleStage(models.Model):
    """A stage of a customer's life that all companies share; kept by the consultant.

    Rules of the tier policy say who is in it (``crm.stage.rule``).
    """

    _name = "crm.lifecycle.stage"
    _description = "Lifecycle stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Short technical name, used in exports and interfaces."
    )
    sequence = fields.Integer(default=10, help="The order in a customer's life.")
    color = fields.Integer()
    description = fields.Text(translate=True)
    is_lost = fields.Boolean(
        "Lost", help="Who buys again after this stage has come back."
    )
    is_return = fields.Boolean(
        "Won back", help="The stage of customers that came back after they were lost."
    )
    active = fields.Boolean(default=True)
    profile_count = fields.Integer("Customers", compute="_compute_profile_count")

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another stage already has this code."
    )

    @api.depends_context("allowed_company_ids")
    def _compute_profile_count(self):
        groups = self.env["crm.customer.profile"]._read_group(
            [
                ("stage_id", "in", self.ids),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["stage_id"],
            ["__count"],
        )
        counts = {stage.id: count for stage, count in groups}
        for stage in self:
            stage.profile_count = counts.get(stage.id, 0)

    def action_view_profiles(self):
        """Open the customers in this stage."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_customer_profile_action"
        )
        return {**action, "domain": [("stage_id", "=", self.id)], "context": {}}
