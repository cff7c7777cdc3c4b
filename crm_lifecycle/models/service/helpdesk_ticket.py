# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class HelpdeskTicket(models.Model):
    """Tickets show the customer's tier, and a new one takes the tier's priority."""

    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "crm.profile.link.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        chosen = ["priority" in vals for vals in vals_list]
        tickets = super().create(vals_list)
        unset = tickets.browse(
            ticket.id
            for ticket, is_chosen in zip(tickets, chosen, strict=True)
            if not is_chosen
        )
        for priority, group in unset.grouped(
            lambda ticket: ticket._get_tier_priority()
        ).items():
            group.filtered(lambda ticket, new=priority: ticket.priority != new).write(
                {"priority": priority}
            )
        return tickets

    @api.onchange("partner_id")
    def _onchange_partner_tier_priority(self):
        """Show the tier's priority while a ticket is typed; people may change it."""
        standard = self.default_get(["priority"]).get("priority")
        if not self._origin.id and self.priority == standard:
            self.priority = self._get_tier_priority()

    def _get_tier_priority(self):
        """Return the priority that the customer's tier asks for, else the present."""
        return self.sudo().tier_id.ticket_priority or self.priority

    @api.model
    def _get_profile_company_sql(self, company):
        return SQL(
            "COALESCE(document.company_id, %(company_id)s) = %(company_id)s",
            company_id=company.id,
        )
