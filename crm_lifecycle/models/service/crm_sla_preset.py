# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmSlaPreset(models.Model):
    """Ready-made service level policies; a company gets a copy by one click."""

    _name = "crm.sla.preset"
    _inherit = ["crm.preset.mixin"]
    _description = "Service level preset"

    icon = fields.Char(default="fa-clock-o")
    policy_ids = fields.One2many("crm.sla.policy", "preset_id", "Policies")
    policy_count = fields.Integer(compute="_compute_policy_count")

    @api.depends("policy_ids")
    def _compute_policy_count(self):
        for preset in self:
            preset.policy_count = len(preset.policy_ids)

    def action_use_preset(self):
        """Give the current company a copy of the policies, without any disorder.

        A preset that takes every ticket goes below the policies that are there. One
        of narrow policies goes above them, or it would never apply.
        """
        self.ensure_one()
        policies = self.policy_ids.sorted()
        place = policies._get_last_place()
        if all(policy._get_used_conditions() for policy in policies):
            place = self._get_first_place() - 10 * (len(policies) + 1)
        for number, policy in enumerate(policies, start=1):
            policy.copy(
                {"company_id": self.env.company.id, "sequence": place + 10 * number}
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_sla_policy_action"
        )
        return {**action, "target": "main"}

    @api.model
    def _get_first_place(self):
        policies = self.env["crm.sla.policy"]
        in_force = policies._get_in_force_domain()
        return policies.search(in_force, order="sequence", limit=1).sequence
