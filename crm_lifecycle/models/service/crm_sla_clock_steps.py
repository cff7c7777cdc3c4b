# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import UTC

import numpy as np

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.service_alarm import find_alarm
from ...engine.working_time import FOREVER


class CrmSlaClock(models.Model):
    """When the warnings of clocks are due: working minutes of the clock itself."""

    _inherit = "crm.sla.clock"

    def _get_step_instants(self):
        """Return ``{clock id: instant}`` of the next warning not given yet."""
        ids, _steps, _due, alarms = self._read_steps(fields.Datetime.now())
        order = np.lexsort((alarms, ids))
        found, first = np.unique(ids[order], return_index=True)
        nearest = alarms[order][first].astype("datetime64[s]").tolist()
        return super()._get_step_instants() | dict(
            zip(found.tolist(), nearest, strict=True)
        )

    def _get_due_steps(self, now):
        """Return the warnings to be given at ``now``, what was due first first.

        :return: ``[(clock id, step id, when it was due)]``
        """
        ids, steps, due, alarms = self._read_steps(now)
        order = np.argsort(due, kind="stable")
        order = order[alarms[order] <= _to_second(now)]
        instants = due[order].astype("datetime64[s]").tolist()
        return list(
            zip(ids[order].tolist(), steps[order].tolist(), instants, strict=True)
        )

    def _read_steps(self, now):
        """Return clocks, steps, when they are due and when they may be given.

        Arrays (n,), instants in seconds. Those of running clocks that were not given so
        far, from ``now`` on; what never comes is left out.
        """
        rows = self.env.execute_query(self._get_steps_sql())
        table = np.array(rows, dtype=float).reshape(-1, 8)
        ids, steps, since = table[:, :3].astype(np.int64).T
        second = _to_second(now)
        due = np.zeros(len(table), dtype=np.int64)
        for mine, hours in self._split_hours(table[:, 4:6], since, now):
            due[mine] = hours.add(since[mine], table[mine, 3])
        alarms, is_calm = np.maximum(due, second), table[:, 7] > 0
        for mine, hours in self._split_hours(table[:, [6, 5]], since, now):
            calm = mine & is_calm
            alarms[calm] = find_alarm(hours, due[calm], second)
        comes = due != FOREVER
        return ids[comes], steps[comes], due[comes], alarms[comes]

    @api.model
    def _split_hours(self, pairs, since, now):
        """Yield which rows (n,) go by which working time."""
        places, working_times = self._get_hours(pairs, since, now)
        for place, hours in enumerate(working_times):
            yield places == place, hours

    def _get_steps_sql(self):
        """Return the query of the warnings that these clocks have before them.

        Clock, step, running since, working minutes from then to the warning, calendar
        that the clock counts by (0: every minute), company, calendar of the service
        hours (0: none), whether the warning waits for them.
        """
        return SQL(
            """
            SELECT clock.id, step.id, extract(epoch FROM clock.running_since)::float8,
                   greatest(CASE step.moment
                            WHEN 'percent'
                            THEN clock.target_minutes * step.amount / 100.0
                            WHEN 'before'
                            THEN greatest(clock.target_minutes - step.amount, 0)
                            ELSE clock.target_minutes + step.amount
                            END - clock.used_minutes, 0)::float8,
                   CASE WHEN clock.is_always THEN 0 ELSE hours.calendar_id END,
                   clock.company_id, hours.calendar_id, step.in_service_hours::int
              FROM crm_sla_clock clock
              JOIN helpdesk_ticket ticket
                ON ticket.id = clock.ticket_id AND ticket.active
              JOIN crm_sla_step step ON step.target_id = clock.target_id
              JOIN res_company company ON company.id = clock.company_id
              LEFT JOIN helpdesk_ticket_team team ON team.id = clock.team_id
             CROSS JOIN LATERAL (
                    SELECT coalesce(clock.calendar_id, team.resource_calendar_id,
                                    company.resource_calendar_id, 0) AS calendar_id
                   ) AS hours
             WHERE clock.id = ANY(%(ids)s) AND clock.ended_at IS NULL
               AND clock.running_since IS NOT NULL
               AND NOT EXISTS (SELECT FROM crm_sla_alert alert
                                WHERE alert.clock_id = clock.id
                                  AND alert.step_id = step.id)
             ORDER BY clock.id, step.id
            """,
            ids=self.ids,
        )

    @api.model
    def _on_ended(self, tickets):
        """Nobody needs the warnings of what is done: their activities go."""
        self.env["crm.sla.alert"]._withdraw(tickets)
        return super()._on_ended(tickets)


def _to_second(instant):
    return int(instant.replace(tzinfo=UTC).timestamp())
