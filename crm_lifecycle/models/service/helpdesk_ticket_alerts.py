# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class HelpdeskTicket(models.Model):
    """The warnings that were given about a ticket."""

    _inherit = "helpdesk.ticket"

    service_alert_count = fields.Integer(
        "Warnings",
        compute="_compute_service_alert_count",
        groups="helpdesk_mgmt.group_helpdesk_user_own",
    )

    @api.depends("clock_ids.alert_ids")
    def _compute_service_alert_count(self):
        groups = self.env["crm.sla.alert"]._read_group(
            [("clock_id.ticket_id", "in", self.ids)],
            ["clock_id.ticket_id"],
            ["__count"],
        )
        counts = {ticket.id: count for ticket, count in groups}
        for ticket in self:
            ticket.service_alert_count = counts.get(ticket.id, 0)

    def action_view_service_alerts(self):
        """Open the warnings that were given about this ticket."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_sla_alert_action"
        )
        return {**action, "domain": [("clock_id.ticket_id", "=", self.id)]}
