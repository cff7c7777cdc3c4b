# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

SPAN_FIELDS = {"stage_id", "team_id", "user_id", "active"}


class HelpdeskTicket(models.Model):
    """Whatever happens to a ticket, its spans and clocks follow."""

    _inherit = "helpdesk.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._keep_service(rematch=True)
        return tickets

    def write(self, vals):
        result = super().write(vals)
        names = set(vals)
        rematch = bool(names & self._get_policy_fields())
        if rematch or names & SPAN_FIELDS:
            self._keep_service(rematch=rematch)
        return result

    @api.model
    def _get_policy_fields(self):
        """Return the fields of a ticket that policies look at."""
        return self.env["crm.sla.policy"]._get_ticket_fields()

    def _apply_service_policy(self):
        """Match the policy of these tickets anew; open clocks follow it."""
        self._keep_service(rematch=True)

    def _keep_service(self, rematch=False, author=None):
        """Bring spans and clocks up to date; no trouble with them stops a ticket.

        Tickets are done together; when that fails, each by itself. Who fails alone
        says why.
        """
        if not self:
            return
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                self._update_service(fields.Datetime.now(), rematch, author)
        except (OperationalError, ConcurrencyError):
            raise
        except Exception as error:
            self.env.invalidate_all(flush=False)
            if len(self) > 1:
                for ticket in self:
                    ticket._keep_service(rematch, author)
                return
            _logger.exception("The service level of ticket %s went wrong", self.id)
            self.sudo().service_problem = self.env._(
                "The service level of this ticket could not be worked out: %(error)s",
                error=error,
            )

    def _update_service(self, now, rematch=False, author=None):
        """Bring spans, policy and clocks up to date with the tickets as of ``now``.

        What is true already is left alone, so this may be called at any time. The
        number of queries is the same for one ticket and for a thousand.

        :param rematch: whether another policy may match; new and reopened tickets are
            matched anyway
        :param author: the ``res.users`` of the message that brought this about, empty
            for a customer; None when there was no message
        """
        tickets = self.sudo()
        alive, handed = tickets.env["crm.ticket.span"]._follow(tickets, now)
        matched = tickets if rematch else alive
        clocks = tickets.env["crm.sla.clock"]
        if matched:
            matched._match_service_policy()
        if matched - alive:  # who just came to life has no open clock
            clocks._replace(matched - alive, now)
        mine = SQL("clock.ticket_id = ANY(%s)", tickets.ids)
        if handed:
            handed._hand_over_clocks()
        clocks._end(tickets, now, author)
        beginning = tickets if author is not None else matched
        if beginning and clocks._open(beginning, now):
            clocks._end(beginning, now, author)  # what was done before it began
        changed = clocks._recount(
            SQL(
                "%s AND (clock.ended_at IS NULL OR clock.running_since IS NOT NULL)",
                mine,
            ),
            now,
        )
        clocks.invalidate_model(flush=False)
        changed._set_due()
        tickets._sum_up_clocks(SQL("SELECT unnest(%s)", tickets.ids))

    def _match_service_policy(self):
        """Write the policy that matches each of these tickets, if it is another one."""
        matched = self.env["crm.sla.policy"]._match(self)
        self.env.cr.execute(
            SQL(
                """
                UPDATE helpdesk_ticket ticket
                   SET service_policy_id = nullif(matched.policy_id, 0)
                  FROM unnest(%(ids)s, %(policies)s) AS matched (ticket_id, policy_id)
                 WHERE ticket.id = matched.ticket_id
                   AND ticket.service_policy_id
                       IS DISTINCT FROM nullif(matched.policy_id, 0)
                """,
                ids=list(matched),
                policies=[policy.id or 0 for policy in matched.values()],
            )
        )
        self.invalidate_recordset(["service_policy_id"], flush=False)

    def _hand_over_clocks(self):
        """Open clocks belong to the present team and handler."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_sla_clock clock
                   SET team_id = ticket.team_id, user_id = ticket.user_id
                  FROM helpdesk_ticket ticket
                 WHERE ticket.id = ANY(%(ids)s) AND clock.ticket_id = ticket.id
                   AND clock.ended_at IS NULL
                   AND (clock.team_id, clock.user_id)
                       IS DISTINCT FROM (ticket.team_id, ticket.user_id)
                """,
                ids=self.ids,
            )
        )
