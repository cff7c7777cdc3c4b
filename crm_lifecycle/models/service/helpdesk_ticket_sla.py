# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class HelpdeskTicket(models.Model):
    """A ticket has the policy that matches it, spans and clocks."""

    _inherit = "helpdesk.ticket"

    severity = fields.Selection(
        [("normal", "Normal"), ("major", "Major"), ("complex", "Complex")],
        default="normal",
        tracking=True,
    )
    ticket_type = fields.Selection(
        [("technical", "Technical"), ("process", "Process"), ("service", "Service")],
        "Type",
        tracking=True,
    )
    service_policy_id = fields.Many2one(
        "crm.sla.policy", "Service level", readonly=True, copy=False
    )
    clock_ids = fields.One2many("crm.sla.clock", "ticket_id", "Clocks", readonly=True)
    span_ids = fields.One2many("crm.ticket.span", "ticket_id", "Spans", readonly=True)
    service_deadline = fields.Datetime(
        "Deadline",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The next deadline of the ticket's running clocks; the missed ones first.",
    )
    service_state = fields.Selection(
        [
            ("running", "Running"),
            ("paused", "Paused"),
            ("breached", "Breached"),
            ("done", "Done"),
        ],
        "Service level state",
        readonly=True,
        copy=False,
    )
