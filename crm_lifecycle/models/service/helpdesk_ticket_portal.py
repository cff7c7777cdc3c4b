# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class HelpdeskTicket(models.Model):
    """What customers may do with their tickets, and see of them."""

    _inherit = "helpdesk.ticket"

    def _get_portal_closing_stages(self):
        """Return the stages that a customer may close this ticket with."""
        self.ensure_one()
        return self._get_applicable_stages().filtered("close_from_portal")

    def _get_applicable_stages(self):
        """Return the stages of the ticket's team, else those of no team."""
        if self.team_id:
            return self.team_id._get_applicable_stages()
        return self.env["helpdesk.ticket.stage"].search(
            [
                ("company_id", "in", [False, self.company_id.id]),
                ("team_ids", "=", False),
            ]
        )
