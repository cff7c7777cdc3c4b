# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class ResPartner(models.Model):
    """Contacts show what their whole commercial entity said."""

    _inherit = "res.partner"

    feedback_count = fields.Integer(
        compute="_compute_feedback_count", groups="crm_survey.group_user"
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids", "uid")
    def _compute_feedback_count(self):
        customer = "partner_id.commercial_partner_id"
        groups = self.env["crm.feedback"]._read_group(
            [(customer, "in", self.commercial_partner_id.ids)], [customer], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.feedback_count = counts.get(partner.commercial_partner_id.id, 0)

    def action_view_feedback(self):
        """Open the feedback of this customer and its contacts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_survey.crm_feedback_action"
        )
        customer = self.commercial_partner_id
        return {
            **action,
            "domain": [("partner_id.commercial_partner_id", "=", customer.id)],
            "context": {"default_partner_id": self.id},
        }
