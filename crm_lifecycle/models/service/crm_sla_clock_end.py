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
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_sla_clock clock
                   SET %(ended)s,
                       state = %(verdict)s,
                       ending = CASE WHEN %(done)s IS TRUE THEN 'done'
                                     WHEN ticket.active IS NOT TRUE THEN 'archived'
                                     ELSE stage.sla_effect END,
                       user_id = coalesce(%(author_id)s, ticket.user_id)
                  FROM helpdesk_ticket ticket
                  JOIN crm_ticket_span span
                    ON span.ticket_id = ticket.id AND span.date_to IS NULL
                  LEFT JOIN helpdesk_ticket_stage stage ON stage.id = ticket.stage_id
                 WHERE clock.ticket_id = ticket.id AND ticket.id = ANY(%(ids)s)
                   AND clock.ended_at IS NULL
                   AND (span.kind = 'off' OR %(done)s IS TRUE)
                """,
                ended=self._get_ended_sql(now),
                verdict=self._get_verdict_sql(
                    now,
                    SQL(
                        "CASE WHEN %(done)s IS TRUE THEN 'met' ELSE 'cancelled' END",
                        done=SQL(DONE),
                    ),
                ),
                done=SQL(DONE),
                author_id=author and author.id or None,
                ids=tickets.ids,
            )
        )

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
