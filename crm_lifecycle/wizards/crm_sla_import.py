# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmSlaImport(models.TransientModel):
    """Shows which policies would replace the rules of helpdesk_mgmt_sla."""

    _name = "crm.sla.import"
    _description = "Take over rules of helpdesk_mgmt_sla"

    line_ids = fields.One2many(
        "crm.sla.import.line",
        "import_id",
        "Proposals",
        default=lambda self: self._default_lines(),
    )

    @api.model
    def _default_lines(self):
        takeover = self.env["crm.sla.takeover"]
        if not takeover._is_possible():
            return []
        return [
            fields.Command.create(
                {
                    "name": proposal["name"],
                    "policy_values": proposal["values"],
                    "is_chosen": bool(proposal["values"]),
                    "notes": "\n".join(proposal["notes"]),
                }
            )
            for proposal in takeover._get_proposals()
        ]

    def action_import(self):
        """Button: create the chosen policies, switched off, and show them."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.is_chosen and line.is_possible)
        if not lines:
            raise UserError(self.env._("Choose at least one policy."))
        policies = self.env["crm.sla.policy"]
        for line in lines:
            policies |= policies.create(line.policy_values)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_sla_policy_action"
        )
        return {**action, "domain": [("id", "in", policies.ids)]}
