# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmCustomerProfile(models.Model):
    """Tickets of a customer."""

    _inherit = "crm.customer.profile"

    ticket_ids = fields.One2many("helpdesk.ticket", "profile_id", "Tickets")
    ticket_count = fields.Integer("Ticket count", compute="_compute_ticket_count")

    @api.depends("ticket_ids")
    def _compute_ticket_count(self):
        groups = self.env["helpdesk.ticket"]._read_group(
            [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
        )
        counts = {profile.id: count for profile, count in groups}
        for profile in self:
            profile.ticket_count = counts.get(profile.id, 0)

    @api.model
    def _get_profile_link_models(self):
        return [*super()._get_profile_link_models(), "helpdesk.ticket"]

    def action_view_tickets(self):
        """Open the tickets of this customer that the user may read."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tickets"),
            "res_model": "helpdesk.ticket",
            "view_mode": "list,kanban,form",
            "domain": [("profile_id", "=", self.id)],
        }
