# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.fields import Domain

CLOSED_TO_CUSTOMERS = ("helpdesk.sla", "helpdesk.ticket.sla")


class IrRule(models.Model):
    """Rows about a ticket are read by who reads the ticket, and by nobody else.

    A domain in a record rule cannot say that: it is evaluated with all rights. Models
    of addons that are not installed cost nothing and are guarded once they are.
    """

    _inherit = "ir.rule"

    @api.model
    def _get_ticket_links(self):
        """Return ``{model: its field that links the ticket}``; extend it."""
        return {"helpdesk.ticket.sla": "ticket_id"}

    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        if self.env.su:
            return domain
        if model_name in CLOSED_TO_CUSTOMERS and self.env.user.share:
            return Domain.FALSE
        link = self._get_ticket_links().get(model_name)
        if link:
            tickets = self._compute_domain("helpdesk.ticket", "read")
            domain &= Domain(link, "any", tickets)
        return domain
