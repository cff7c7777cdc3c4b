# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmSlaPreset(models.Model):
    """Ready-made service level policies; a company gets a copy by one click."""

    _name = "crm.sla.preset"
    _description = "Service level preset"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True)
    policy_ids = fields.One2many("crm.sla.policy", "preset_id", "Policies")
    policy_count = fields.Integer(compute="_compute_policy_count")

    @api.depends("policy_ids")
    def _compute_policy_count(self):
        for preset in self:
            preset.policy_count = len(preset.policy_ids)

    def action_use_preset(self):
        """Give the current company a copy of the policies, below those it has."""
        self.ensure_one()
        policies = self.env["crm.sla.policy"]
        last = policies.search(
            policies._get_in_force_domain(), order="sequence desc", limit=1
        )
        for place, policy in enumerate(self.policy_ids.sorted(), start=1):
            policy.copy(
                {
                    "company_id": self.env.company.id,
                    "sequence": last.sequence + 10 * place,
                }
            )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_sla_policy_action"
        )
