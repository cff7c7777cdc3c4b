# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class HelpdeskTicketTeam(models.Model):
    """Other service hours of a team move the deadlines of its tickets."""

    _inherit = "helpdesk.ticket.team"

    def write(self, vals):
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            self.env["crm.sla.clock"].sudo()._plan_recount()
        return result
