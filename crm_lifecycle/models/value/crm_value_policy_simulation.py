# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmValuePolicy(models.Model):
    """A draft is simulated before it is activated: who would move, and where to."""

    _inherit = "crm.value.policy"

    state = fields.Selection(
        selection_add=[("simulated", "Simulated"), ("active",)],
        ondelete={"simulated": "set default"},
    )
    simulated_on = fields.Date("Simulated on", readonly=True, copy=False)
    move_ids = fields.One2many("crm.value.policy.move", "policy_id", "Who would move")
    simulated_count = fields.Integer("Customers looked at", readonly=True, copy=False)
    up_count = fields.Integer("Would rise", compute="_compute_move_counts")
    down_count = fields.Integer("Would fall", compute="_compute_move_counts")

    @api.depends("move_ids.direction")
    def _compute_move_counts(self):
        groups = self.env["crm.value.policy.move"]._read_group(
            [("policy_id", "in", self.ids)], ["policy_id", "direction"], ["__count"]
        )
        counts = {(policy.id, way): count for policy, way, count in groups}
        for policy in self:
            policy.up_count = counts.get((policy.id, "up"), 0)
            policy.down_count = counts.get((policy.id, "down"), 0)

    def action_simulate(self):
        """Score all customers under this draft without writing, and list who moves."""
        self.ensure_one()
        if self.state not in ("draft", "simulated"):
            raise UserError(self.env._("Only a draft can be simulated."))
        self._check_ready()
        today = self.env["crm.value.night"]._get_today(self.company_id)
        customers = (
            self.env["crm.value.simulation"].sudo()._simulate(self.sudo(), today)
        )
        self.sudo().write(
            {
                "state": "simulated",
                "simulated_on": today,
                "simulated_count": customers,
            }
        )
        return self.action_view_moves() if self.move_ids else True

    def action_view_moves(self):
        """Open the customers that would move."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_value_policy_move_action"
        )
        return {**action, "domain": [("policy_id", "=", self.id)]}

    def action_activate(self):
        """Make this draft the company's policy; who is scored is simulated first."""
        self.ensure_one()
        profiles = self.env["crm.customer.profile"].sudo()
        if self.state == "draft" and profiles.search_count(
            [("company_id", "=", self.company_id.id)], limit=1
        ):
            raise UserError(
                self.env._(
                    "Simulate this draft first: you see who would move, then you "
                    "activate it."
                )
            )
        self.move_ids.sudo().unlink()
        return super().action_activate()

    def _forget_simulation(self):
        """A simulated policy that is edited is a draft again."""
        if simulated := self.filtered(lambda row: row.state == "simulated"):
            simulated.sudo().write({"state": "draft", "simulated_on": False})
            simulated.move_ids.sudo().unlink()
