# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmSlaClock(models.Model):
    """When a clock is to be looked at again; counting all of them anew."""

    _inherit = "crm.sla.clock"

    def _set_next_due(self):
        """Write when these clocks have to be looked at: at a warning or the deadline.

        Clocks that have ended are never due.

        :return: the first of these instants, or None
        """
        instants = self._get_step_instants()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE crm_sla_clock clock
                   SET next_due = CASE WHEN clock.ended_at IS NULL THEN least(
                           step.instant,
                           CASE WHEN clock.state = 'running' THEN clock.deadline END
                       ) END
                  FROM unnest(%(ids)s) AS asked (id)
                  LEFT JOIN unnest(%(stepped)s::int[], %(instants)s::timestamp[])
                    AS step (id, instant) ON step.id = asked.id
                 WHERE clock.id = asked.id
                RETURNING clock.next_due
                """,
                ids=self.ids,
                stepped=list(instants),
                instants=list(instants.values()),
            )
        )
        self.invalidate_recordset(["next_due"], flush=False)
        return min((instant for (instant,) in rows if instant), default=None)

    def _get_step_instants(self):
        """Hook: return ``{clock id: instant}`` of the next warning of these clocks."""
        return {}

    @api.model
    def _wake(self, instant):
        """Hook: a clock has become due at ``instant``, maybe as the first of all."""

    def _set_due(self):
        """Write when these clocks, just counted, are due, and have them looked at."""
        if not self:
            return
        ((warned, instant),) = self.env.execute_query(
            SQL(
                """
                SELECT array_agg(clock.id) FILTER (WHERE step.is_there),
                       min(clock.next_due) FILTER (WHERE NOT step.is_there)
                  FROM crm_sla_clock clock
                 CROSS JOIN LATERAL (
                       SELECT EXISTS (SELECT FROM crm_sla_step step
                                       WHERE step.target_id = clock.target_id)
                       AS is_there) AS step
                 WHERE clock.id = ANY(%(ids)s) AND clock.ended_at IS NULL
                """,
                ids=self.ids,
            )
        )
        instants = [instant, warned and self.browse(warned)._set_next_due()]
        self._wake(min(filter(None, instants), default=None))

    @api.model
    def _plan_recount(self):
        """Count the open clocks of all companies anew, as soon as the job may run."""
        groups = self._read_group([("ended_at", "=", False)], ["company_id"])
        for (company,) in groups:
            self.env["crm.due"].sudo()._schedule(
                "service_hours", company, company, fields.Datetime.now()
            )

    @api.model
    def _recount_companies(self, companies, now):
        """Count all open clocks of ``companies`` anew, and tell their tickets."""
        changed = self._recount(
            SQL("clock.ended_at IS NULL AND clock.company_id = ANY(%s)", companies.ids),
            now,
        )
        self.invalidate_model(flush=False)
        changed._set_due()
        self.env["helpdesk.ticket"]._sum_up_clocks(
            SQL(
                """SELECT clock.ticket_id FROM crm_sla_clock clock
                    WHERE clock.id = ANY(%s)""",
                changed.ids,
            )
        )
