# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class IrRule(models.Model):
    """Clocks, spans and warnings are read by who reads their ticket."""

    _inherit = "ir.rule"

    @api.model
    def _get_ticket_links(self):
        return super()._get_ticket_links() | {
            "crm.sla.clock": "ticket_id",
            "crm.ticket.span": "ticket_id",
            "crm.sla.alert": "clock_id.ticket_id",
        }
