# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import UTC, datetime

import numpy as np

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.service_clock import Stretches, read_clocks
from ...engine.working_time import FOREVER

# Whether the verdict on a clock is there; the state of one without: conditions on
# ``clock`` and what was ``read`` of it.
DECIDED = "(clock.ended_at IS NOT NULL OR clock.state = 'breached')"
STATE = """
CASE WHEN read.since IS NULL AND (read.deadline IS NULL OR read.deadline >= %(now)s)
     THEN 'paused' ELSE 'running' END
"""


class CrmSlaClock(models.Model):
    """Counting: spans are the truth, the figures of a clock follow from them."""

    _inherit = "crm.sla.clock"

    @api.model
    def _recount(self, condition, now):
        """Write what the clocks of ``condition`` say, from their spans.

        Two statements for any number of clocks, and it writes only what changed. What
        was missed stays so, and the result of a clock that has ended is not touched:
        only its time is completed, once.

        :param condition: SQL on the row ``clock``
        :return: the clocks that changed
        """
        ids, reading = self._read_spans(condition, now)
        if not len(ids):
            return self.browse()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE crm_sla_clock clock
                   SET used_minutes = read.used, running_since = read.since,
                       deadline = CASE WHEN %(decided)s THEN clock.deadline
                                       ELSE read.deadline END,
                       next_due = CASE WHEN %(decided)s THEN clock.next_due
                                       ELSE read.deadline END,
                       state = CASE WHEN %(decided)s THEN clock.state
                                    ELSE %(state)s END
                  FROM (%(reading)s) AS read
                 WHERE clock.id = read.id
                   AND ((clock.used_minutes, clock.running_since)
                        IS DISTINCT FROM (read.used, read.since)
                        OR NOT %(decided)s AND (clock.deadline, clock.state)
                           IS DISTINCT FROM (read.deadline, %(state)s))
                RETURNING clock.id
                """,
                reading=self._get_reading_sql(ids, reading),
                decided=SQL(DECIDED),
                state=SQL(STATE, now=now),
            )
        )
        return self.browse(clock_id for (clock_id,) in rows)

    @api.model
    def _get_reading_sql(self, ids, reading):
        """Return a ``engine.service_clock.Reading`` as rows for SQL.

        ``OFFSET 0`` keeps the instants from being worked out wherever they are used.
        """
        return SQL(
            """
            SELECT id, used,
                   to_timestamp(nullif(since, %(never)s)) AT TIME ZONE 'UTC' AS since,
                   to_timestamp(nullif(deadline, %(never)s)) AT TIME ZONE 'UTC'
                   AS deadline
              FROM unnest(%(ids)s::int[], %(used)s::float8[], %(since)s::int8[],
                          %(deadlines)s::int8[]) AS row (id, used, since, deadline)
            OFFSET 0
            """,
            never=FOREVER,
            ids=_as_literal(ids),
            used=_as_literal(reading.used),
            since=_as_literal(reading.running_since),
            deadlines=_as_literal(reading.deadlines),
        )

    @api.model
    def _read_spans(self, condition, now):
        """Return ids (n,) of the clocks of ``condition`` and their ``Reading``."""
        rows = self.env.execute_query(self._get_spans_sql(condition))
        table = np.array(rows, dtype=float).reshape(-1, 7)
        ids, places = np.unique(table[:, 0].astype(np.int64), return_inverse=True)
        targets, carried = np.zeros(len(ids)), np.zeros(len(ids))
        targets[places], carried[places] = table[:, 1], table[:, 2]
        runs = table[:, 3] >= 0
        places, table = places[runs], table[runs]
        starts, ends = table[:, 3].astype(np.int64), table[:, 4].astype(np.int64)
        ends = np.where(ends < 0, FOREVER, ends)
        second = int(now.replace(tzinfo=UTC).timestamp())
        for is_far in (False, True):
            hours, times = self._get_hours(table[:, 5:7], starts, now, is_far)
            stretches = Stretches(places, starts, ends, hours)
            reading = read_clocks(stretches, times, targets, carried, second)
            has_deadline = reading.deadlines < FOREVER
            if (has_deadline | (reading.running_since == FOREVER)).all():
                break
        return ids, reading

    @api.model
    def _get_hours(self, pairs, starts, now, is_far=False):
        """Return places (m,) in a list of working times, and the list.

        :param pairs: calendar and company (m, 2); calendar 0 is every minute
        :param starts: instants (m,) that the working times have to cover
        """
        keys = pairs[:, 0].astype(np.int64) << 32 | pairs[:, 1].astype(np.int64)
        found, places = np.unique(keys, return_inverse=True)
        first = datetime.fromtimestamp(int(starts.min()), UTC) if len(starts) else now
        calendars, companies = self.env["resource.calendar"], self.env["res.company"]
        return places, [
            self.env["crm.working.time"]._get_working_time(
                calendars.browse(int(key) >> 32),
                companies.browse(int(key) & 0xFFFFFFFF),
                first,
                now,
                is_far,
            )
            for key in found
        ]

    @api.model
    def _get_spans_sql(self, condition):
        """Return the query of the stretches in which the clocks of ``condition`` ran.

        One row each, in order: clock, target, minutes carried, start, end (-1: it
        lasts), calendar (0: every minute counts) and company. A clock that never ran
        has one row, with start -1.
        """
        return SQL(
            """
            SELECT clock.id, clock.target_minutes,
                   coalesce(clock.carried_minutes, 0),
                   CASE WHEN span.id IS NULL THEN -1 ELSE date_part('epoch', greatest(
                       span.date_from, clock.counted_from)) END,
                   coalesce(date_part('epoch', least(
                       span.date_to, clock.ended_at)), -1),
                   CASE WHEN clock.is_always THEN 0
                        ELSE coalesce(clock.calendar_id, team.resource_calendar_id,
                                      company.resource_calendar_id, 0) END,
                   clock.company_id
              FROM crm_sla_clock clock
              JOIN res_company company ON company.id = clock.company_id
              LEFT JOIN crm_ticket_span span
                ON span.ticket_id = clock.ticket_id
               AND (span.kind = 'run'
                    OR span.kind = 'pause' AND clock.stops_waiting IS NOT TRUE)
               AND (span.date_to IS NULL OR span.date_to > clock.counted_from)
               AND (clock.ended_at IS NULL OR span.date_from < clock.ended_at)
              LEFT JOIN helpdesk_ticket_team team ON team.id = span.team_id
             WHERE %(condition)s
             ORDER BY clock.id, span.date_from, span.id
            """,
            condition=condition,
        )

    def _get_elapsed(self, now=None):
        """Return ``{clock id: working minutes}`` used until ``now``, or the end."""
        if not self:
            return {}
        now = now or fields.Datetime.now()
        ids, reading = self._read_spans(SQL("clock.id = ANY(%s)", self.ids), now)
        return dict(zip(ids.tolist(), reading.elapsed.tolist(), strict=True))


def _as_literal(array):
    """Return an array as PostgreSQL reads it fastest."""
    return "{%s}" % ",".join(map(repr, array.tolist()))
