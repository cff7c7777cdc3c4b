# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmSlaImportLine(models.TransientModel):
    """One policy that is proposed, and what of the rules it cannot say."""

    _name = "crm.sla.import.line"
    _description = "Policy proposed from rules of helpdesk_mgmt_sla"

    import_id = fields.Many2one("crm.sla.import", required=True, ondelete="cascade")
    name = fields.Char("Rules", readonly=True)
    is_chosen = fields.Boolean("Take over")
    policy_values = fields.Json(readonly=True)
    is_possible = fields.Boolean(compute="_compute_sentence")
    sentence = fields.Char("Becomes", compute="_compute_sentence")
    notes = fields.Text("What is different", readonly=True)

    @api.depends("policy_values")
    @api.depends_context("lang")
    def _compute_sentence(self):
        policies = self.env["crm.sla.policy"]
        for line in self:
            line.is_possible = bool(line.policy_values)
            line.sentence = (
                policies.new(line.policy_values).sentence
                if line.is_possible
                else self.env._("Cannot be carried over.")
            )
