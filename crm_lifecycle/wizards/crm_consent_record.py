# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, fields, models


class CrmConsentRecord(models.TransientModel):
    """Record the consent of many contacts at once, for example from a paper list."""

    _name = "crm.consent.record"
    _description = "Record consent"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Contacts",
        required=True,
        default=lambda self: self._get_selected(),
    )
    purpose_id = fields.Many2one(
        "crm.consent.purpose",
        required=True,
        default=lambda self: self.env["crm.consent.purpose"].search([], limit=1),
    )
    text = fields.Text(related="purpose_id.text")
    given_at = fields.Datetime("From", required=True, default=fields.Datetime.now)
    until_at = fields.Datetime("Until")
    source = fields.Char(
        required=True, help="Where they said so: a form, a call, a contract."
    )

    def _get_selected(self):
        is_contacts = self.env.context.get("active_model") == "res.partner"
        ids = self.env.context.get("active_ids", []) if is_contacts else []
        return [Command.set(ids)]

    def action_record(self):
        """Record it and show the rows."""
        consents = self.env["crm.consent"]._record(
            self.partner_ids,
            self.purpose_id,
            self.source,
            self.given_at,
            self.until_at,
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_consent_action"
        )
        return {**action, "domain": [("id", "in", consents.ids)]}
