# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

# What a clock of each kind starts with, and whether it is wanted at all: conditions
# on ``ticket``, its present ``span``, ``born`` (when its first span began) and the
# ``last`` clock of that kind. A new ticket gets its clocks even if they end at once.
WANTED = """
CASE promise.metric
WHEN 'first_reply' THEN ticket.first_reply_at IS NULL AND span.kind <> 'off'
WHEN 'next_reply' THEN ticket.customer_waiting_since IS NOT NULL AND span.kind <> 'off'
WHEN 'periodic_update' THEN span.kind <> 'off'
WHEN 'taken' THEN span.kind <> 'off'
    AND (last.id IS NULL AND (ticket.user_id IS NULL OR born.date_from = %(now)s)
         OR last.state = 'cancelled' AND ticket.user_id IS NULL)
WHEN 'solved' THEN span.kind <> 'off' OR last.id IS NULL
    AND born.date_from = %(now)s AND stage.sla_effect = 'solved'
END
"""
STARTED = """
CASE promise.metric
WHEN 'next_reply' THEN ticket.customer_waiting_since
WHEN 'periodic_update' THEN coalesce(ticket.last_reply_at, born.date_from)
ELSE coalesce(last.started_at, born.date_from)
END
"""


class CrmSlaClock(models.Model):
    """Clocks are opened for what the policy of a ticket promises."""

    _inherit = "crm.sla.clock"

    @api.model
    def _open(self, tickets, now):
        """Open the clocks that ``tickets`` ought to have and have not.

        One statement for any number of tickets. A clock that was ended before goes on
        from there: what was used then is carried along.
        """
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_sla_clock
                       (ticket_id, policy_id, target_id, metric, company_id, tier_id,
                        team_id, user_id, state, target_minutes, calendar_id,
                        is_always, stops_waiting, started_at, counted_from,
                        carried_minutes, used_minutes, create_uid, create_date)
                SELECT promise.ticket_id, promise.policy_id, promise.target_id,
                       promise.metric, ticket.company_id, promise.tier_id,
                       ticket.team_id, ticket.user_id, 'paused',
                       promise.target_minutes, promise.calendar_id,
                       promise.is_always, promise.stops_waiting, %(started)s,
                       coalesce(last.ended_at, %(started)s),
                       coalesce(last.used_minutes, 0), coalesce(last.used_minutes, 0),
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM (%(promises)s) AS promise
                  JOIN helpdesk_ticket ticket ON ticket.id = promise.ticket_id
                  JOIN crm_ticket_span span
                    ON span.ticket_id = ticket.id AND span.date_to IS NULL
                  LEFT JOIN helpdesk_ticket_stage stage ON stage.id = ticket.stage_id
                 CROSS JOIN LATERAL (%(born)s) AS born
                  LEFT JOIN LATERAL (%(last)s) AS last ON TRUE
                 WHERE %(wanted)s
                    ON CONFLICT (ticket_id, metric) WHERE ended_at IS NULL DO NOTHING
                RETURNING id
                """,
                promises=self._get_promises_sql(tickets),
                born=self._get_born_sql(),
                last=self._get_last_sql(),
                started=SQL(STARTED),
                wanted=SQL(WANTED, now=now),
                uid=self.env.uid,
            )
        )
        return self.browse(clock_id for (clock_id,) in rows)

    @api.model
    def _get_promises_sql(self, tickets):
        """Return the query of what the policies of ``tickets`` promise them.

        The arithmetic of ``crm.sla.target._get_minutes``, for many at once.
        """
        return SQL(
            """
            SELECT ticket.id AS ticket_id, target.policy_id, target.id AS target_id,
                   target.metric, profile.tier_id, target.calendar_id,
                   coalesce(target.is_always, FALSE) AS is_always,
                   coalesce(target.stops_waiting, FALSE) AS stops_waiting,
                   greatest(1, floor(target.target_minutes
                                     * coalesce(tier.sla_factor, 1) + 0.5))::int
                   AS target_minutes
              FROM helpdesk_ticket ticket
              JOIN crm_sla_target target ON target.policy_id = ticket.service_policy_id
              LEFT JOIN crm_customer_profile profile ON profile.id = ticket.profile_id
              LEFT JOIN crm_value_tier tier ON tier.id = profile.tier_id
             WHERE ticket.id = ANY(%(ids)s)
            """,
            ids=tickets.ids,
        )

    @api.model
    def _get_born_sql(self):
        """Return when the service of ``ticket`` began."""
        return SQL(
            """
            SELECT min(first.date_from) AS date_from FROM crm_ticket_span first
             WHERE first.ticket_id = ticket.id
            """
        )

    @api.model
    def _get_last_sql(self):
        """Return the clock that the one of ``promise`` continues, if any."""
        return SQL(
            """
            SELECT former.id, former.state, former.started_at, former.ended_at,
                   former.used_minutes
              FROM crm_sla_clock former
             WHERE former.ticket_id = promise.ticket_id
               AND former.metric = promise.metric
               AND former.metric NOT IN ('next_reply', 'periodic_update')
             ORDER BY former.id DESC
             LIMIT 1
            """
        )
