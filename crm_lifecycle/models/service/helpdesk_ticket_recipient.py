# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

STAND_INS = {
    "handler": ("handler", "leader", "manager"),
    "leader": ("leader", "manager", "handler"),
    "manager": ("manager", "leader", "handler"),
}


class HelpdeskTicket(models.Model):
    """Who is told about a ticket: its handler, team leader or account manager."""

    _inherit = "helpdesk.ticket"

    def _get_service_recipient(self, recipient):
        """Return the user to tell about this ticket, or none.

        Who is missing, archived or of another company is replaced by the next one
        in ``STAND_INS``: a warning that nobody gets is none.

        :param str recipient: ``handler``, ``leader`` or ``manager``
        """
        self.ensure_one()
        ticket = self.sudo()
        for name in STAND_INS[recipient]:
            users = getattr(ticket, f"_get_service_{name}")()
            found = users.filtered(
                lambda user: (
                    user.active
                    and not user.share
                    and ticket.company_id in user.company_ids
                )
            )
            if found:
                return found[0]
        return self.env["res.users"]

    def _get_service_handler(self):
        return self.user_id

    def _get_service_leader(self):
        """Return the leaders of the ticket's team and of the teams above it."""
        leaders, team = self.env["res.users"], self.team_id
        while team:
            leaders |= team.user_id
            team = team.parent_id
        return leaders

    def _get_service_manager(self):
        """Return the customer's salesperson, then the managers of the tier."""
        customer = self.partner_id.commercial_partner_id
        return customer.user_id | self.tier_id.manager_ids.sorted("id")
