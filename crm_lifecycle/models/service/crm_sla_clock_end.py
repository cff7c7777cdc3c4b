# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

# Whether what the clock waits for is there: conditions on ``ticket`` and ``stage``.
DONE = """
CASE clock.metric
WHEN 'first_reply' THEN ticket.first_reply_at IS NOT NULL
WHEN 'next_reply' THEN ticket.customer_waiting_since IS NULL
WHEN 'periodic_update' THEN ticket.last_reply_at > clock.started_at
WHEN 'taken' THEN ticket.user_id IS NOT NULL
WHEN 'solved' THEN ticket.active AND stage.sla_effect = 'solved'
END
"""


class CrmSlaClock(models.Model):
    """Clocks end when what was promised is done, or will never be."""

    _inherit = "crm.sla.clock"

    @api.model
    def _end(self, tickets, now, author=None):
        """End the clocks of ``tickets`` whose promise is done, or has no more sense.

        Of a ticket that is off, what was not done is cancelled: neither met nor
        missed, unless it was missed before.

        :param author: the ``res.users`` whose message this is about, if any
        """
        ended = self.env.execute_query(
            SQL(
                """
                UPDATE crm_sla_clock clock
                   SET %(ended)s, state = %(verdict)s, ending = fact.ending,
                       user_id = coalesce(%(author_id)s, fact.user_id)
                  FROM (%(facts)s) AS fact
                 WHERE clock.id = fact.clock_id AND clock.ended_at IS NULL
                RETURNING clock.id
                """,
                ended=self._get_ended_sql(now),
                verdict=self._get_verdict_sql(
                    now,
                    SQL("CASE fact.ending WHEN 'done' THEN 'met' ELSE 'cancelled' END"),
                ),
                facts=self._get_ending_sql(tickets),
                author_id=author and author.id or None,
            )
        )
        if ended:
            self._on_ended(tickets)

    @api.model
    def _get_ending_sql(self, tickets):
        """Return the query of the clocks of ``tickets`` to end now, and why."""
        return SQL(
            """
            SELECT open.id AS clock_id, open.user_id,
                   CASE WHEN open.is_done THEN 'done'
                        WHEN open.active IS NOT TRUE THEN 'archived'
                        ELSE open.sla_effect END AS ending
              FROM (SELECT clock.id, ticket.user_id, ticket.active, stage.sla_effect,
                           span.kind, %(done)s AS is_done
                      FROM helpdesk_ticket ticket
                      JOIN crm_sla_clock clock
                        ON clock.ticket_id = ticket.id AND clock.ended_at IS NULL
                      JOIN crm_ticket_span span
                        ON span.ticket_id = ticket.id AND span.date_to IS NULL
                      LEFT JOIN helpdesk_ticket_stage stage
                        ON stage.id = ticket.stage_id
                     WHERE ticket.id = ANY(%(ids)s)) AS open
             WHERE open.kind = 'off' OR open.is_done
            """,
            done=SQL(DONE),
            ids=tickets.ids,
        )

    @api.model
    def _on_ended(self, tickets):
        """Hook: clocks of ``tickets`` have just ended, whatever the reason."""

    @api.model
    def _get_ended_sql(self, now):
        """Return the assignments that end ``clock``; the next count completes it."""
        return SQL(
            """
            ended_at = greatest(%(now)s, clock.started_at), next_due = NULL,
            running_since = coalesce(clock.running_since, %(now)s),
            breached_at = coalesce(
                clock.breached_at,
                CASE WHEN clock.deadline < %(now)s THEN clock.deadline END)
            """,
            now=now,
        )

    @api.model
    def _get_verdict_sql(self, now, in_time):
        """Return the state in which ``clock`` ends: ``in_time``, unless it is late."""
        return SQL(
            """
            CASE WHEN clock.state = 'breached' OR clock.deadline < %(now)s
                 THEN 'breached' ELSE %(in_time)s END
            """,
            now=now,
            in_time=in_time,
        )
