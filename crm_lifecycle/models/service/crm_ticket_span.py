# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmTicketSpan(models.Model):
    """A stretch of a ticket's life in which stage, team and handler stay the same.

    Written when one of them changes. Of an open span only the end is ever set, once.
    """

    _name = "crm.ticket.span"
    _description = "Span of a ticket"
    _order = "ticket_id, id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("run", "Running"), ("pause", "Waiting"), ("off", "Off")],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket.stage"]
            ._fields["wait_reason"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    date_from = fields.Datetime("From", required=True, readonly=True)
    date_to = fields.Datetime("To", readonly=True, help="Empty: it lasts.")
    stage_id = fields.Many2one(
        "helpdesk.ticket.stage", readonly=True, ondelete="set null"
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team", readonly=True, ondelete="set null"
    )
    user_id = fields.Many2one("res.users", "Handler", readonly=True)

    _open = models.UniqueIndex(
        "(ticket_id) WHERE date_to IS NULL", "A ticket has one present span."
    )
