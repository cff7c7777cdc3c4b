# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmSlaClock(models.Model):
    """Clocks follow the promises: another target keeps the time that was used."""

    _inherit = "crm.sla.clock"

    @api.model
    def _replace(self, tickets, now):
        """Give open clocks of ``tickets`` the target that the policy has now.

        What is no longer promised is cancelled. A target that was missed stays missed:
        such clocks keep what was promised then.
        """
        self._cancel_unpromised(tickets, now)
        changed = self._find_changed(tickets, now)
        if not changed:
            return
        elapsed = changed._get_elapsed(now)
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_sla_clock clock
                   SET policy_id = promise.policy_id, target_id = promise.target_id,
                       target_minutes = promise.target_minutes,
                       calendar_id = promise.calendar_id,
                       is_always = promise.is_always,
                       stops_waiting = promise.stops_waiting,
                       tier_id = promise.tier_id,
                       carried_minutes = counted.elapsed, counted_from = %(now)s
                  FROM (%(promises)s) AS promise,
                       unnest(%(ids)s, %(elapsed)s::float8[]) AS counted (id, elapsed)
                 WHERE clock.id = counted.id AND promise.ticket_id = clock.ticket_id
                   AND promise.metric = clock.metric
                """,
                promises=self._get_promises_sql(tickets),
                ids=list(elapsed),
                elapsed=list(elapsed.values()),
                now=now,
            )
        )

    @api.model
    def _cancel_unpromised(self, tickets, now):
        """Cancel the open clocks of what no policy promises any more."""
        cancelled = self.env.execute_query(
            SQL(
                """
                UPDATE crm_sla_clock clock
                   SET %(ended)s, state = %(verdict)s, ending = 'policy'
                 WHERE clock.ticket_id = ANY(%(ids)s) AND clock.ended_at IS NULL
                   AND NOT EXISTS (SELECT FROM (%(promises)s) AS promise
                                    WHERE promise.ticket_id = clock.ticket_id
                                      AND promise.metric = clock.metric)
                RETURNING clock.id
                """,
                ended=self._get_ended_sql(now),
                verdict=self._get_verdict_sql(now, SQL("'cancelled'")),
                promises=self._get_promises_sql(tickets),
                ids=tickets.ids,
            )
        )
        if cancelled:
            self._on_ended(tickets)

    @api.model
    def _find_changed(self, tickets, now):
        """Return the open clocks, not missed so far, whose target is another one."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT clock.id
                  FROM crm_sla_clock clock
                  JOIN (%(promises)s) AS promise
                    ON promise.ticket_id = clock.ticket_id
                   AND promise.metric = clock.metric
                 WHERE clock.ticket_id = ANY(%(ids)s)
                   AND clock.ended_at IS NULL AND clock.state <> 'breached'
                   AND (clock.deadline IS NULL OR clock.deadline >= %(now)s)
                   AND (clock.target_id, clock.target_minutes, clock.calendar_id,
                        clock.is_always, clock.stops_waiting)
                       IS DISTINCT FROM
                       (promise.target_id, promise.target_minutes,
                        promise.calendar_id, promise.is_always, promise.stops_waiting)
                """,
                promises=self._get_promises_sql(tickets),
                ids=tickets.ids,
                now=now,
            )
        )
        return self.browse(clock_id for (clock_id,) in rows)
