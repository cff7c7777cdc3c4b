# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class ResPartner(models.Model):
    """Contacts show what they agreed to."""

    _inherit = "res.partner"

    consent_ids = fields.One2many(
        "crm.consent", "partner_id", "Consents", groups="crm_lifecycle.group_user"
    )
    consent_count = fields.Integer(
        "Consents in force",
        compute="_compute_consent_count",
        groups="crm_lifecycle.group_user",
    )

    @api.depends("consent_ids.state")
    def _compute_consent_count(self):
        for partner in self:
            given = partner.consent_ids.filtered(lambda row: row.state == "given")
            partner.consent_count = len(given.purpose_id)

    def action_view_consents(self):
        """Open what this contact agreed to."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_consent_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }
