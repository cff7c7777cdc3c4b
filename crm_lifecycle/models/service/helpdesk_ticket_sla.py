# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class HelpdeskTicket(models.Model):
    """A ticket has the policy that matches it, spans and clocks.

    Its deadline and state are written together with the clocks.
    """

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
        "crm.sla.policy",
        "Service level",
        readonly=True,
        copy=False,
        index=True,
        groups="base.group_user",
    )
    clock_ids = fields.One2many("crm.sla.clock", "ticket_id", "Clocks", readonly=True)
    span_ids = fields.One2many("crm.ticket.span", "ticket_id", "Spans", readonly=True)
    service_deadline = fields.Datetime(
        "Deadline",
        groups="base.group_user",
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
        groups="base.group_user",
        readonly=True,
        copy=False,
    )
    service_problem = fields.Char(
        "Service level problem",
        groups="base.group_user",
        readonly=True,
        copy=False,
        help="Why the service level of this ticket could not be worked out.",
    )

    @api.model
    def _sum_up_clocks(self, ticket_ids):
        """Write deadline and state of tickets from their clocks, where they differ.

        :param ticket_ids: SQL, a query of ticket ids
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE helpdesk_ticket ticket
                   SET service_deadline = summed.deadline,
                       service_state = summed.state, service_problem = NULL
                  FROM (SELECT asked.id, min(clock.deadline) AS deadline,
                               CASE WHEN bool_or(clock.state = 'breached')
                                    THEN 'breached'
                                    WHEN bool_or(clock.state = 'running') THEN 'running'
                                    WHEN bool_or(clock.state = 'paused') THEN 'paused'
                                    WHEN EXISTS (SELECT FROM crm_sla_clock former
                                                  WHERE former.ticket_id = asked.id)
                                    THEN 'done' END AS state
                          FROM (SELECT DISTINCT * FROM (%(ids)s) AS given)
                            AS asked (id)
                          LEFT JOIN crm_sla_clock clock
                            ON clock.ticket_id = asked.id AND clock.ended_at IS NULL
                         GROUP BY asked.id) AS summed
                 WHERE summed.id = ticket.id
                   AND (ticket.service_deadline, ticket.service_state,
                        ticket.service_problem)
                       IS DISTINCT FROM (summed.deadline, summed.state, NULL)
                """,
                ids=ticket_ids,
            )
        )
        self.invalidate_model(
            ["service_deadline", "service_state", "service_problem", "clock_ids"],
            flush=False,
        )
