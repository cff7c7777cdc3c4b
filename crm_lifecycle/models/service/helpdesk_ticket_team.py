# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    """A team has service hours: when it works, its tickets' clocks run."""

    _inherit = "helpdesk.ticket.team"

    # The same field as that of helpdesk_mgmt_sla, which may be installed, too.
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        "Service hours",
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
        help="Clocks of this team's tickets run in these hours, unless a target has "
        "its own. Empty: those of the company.",
    )
