# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

BATCH = 200
PAUSE = timedelta(hours=1)  # until a clock that failed is looked at again
SECOND = timedelta(seconds=1)
SWEEP = "crm_lifecycle.ir_cron_sla"


class CrmSlaClock(models.Model):
    """The sweep over what is due: it marks missed targets and gives warnings.

    It reads nothing but clocks whose ``next_due`` has passed, however many others run,
    and leaves one trigger for the next one behind. What is killed is done again; what
    was committed is not.
    """

    _inherit = "crm.sla.clock"

    alert_ids = fields.One2many("crm.sla.alert", "clock_id", "Warnings", readonly=True)
    sweep_error = fields.Text(
        "What went wrong",
        readonly=True,
        help="Why the last warnings were not looked at.",
    )

    # ---------------------------------------------------------------- the job

    @api.model
    def _cron_sweep(self):
        """Do what is due, in batches; then sleep until the next clock is."""
        now = fields.Datetime.now()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(self._get_due_domain(now)))
        while batch := self.search(
            self._get_due_domain(now), order="next_due, id", limit=BATCH
        ):
            self.env["crm.run"]._run_retried(lambda clocks=batch: clocks._sweep(now))
            if not cron._commit_progress(len(batch)):
                break
        self._sleep()

    @api.model
    def _get_due_domain(self, now):
        return [("next_due", "<", now)]

    def _sweep(self, now):
        """Look at these clocks as of ``now``: what is missed, what is to be told.

        They are done together; when that fails, each by itself. Who fails alone says
        why, stops no other and is looked at again an hour later.
        """
        try:
            with self.env.cr.savepoint():
                self._mark_breached(now)
                due = self._get_due_steps(now)
                self.env["crm.sla.alert"]._claim(due)._give(now)
                self.env.flush_all()
                self._set_next_due()
                self._move_on(now)
        except (OperationalError, ConcurrencyError):
            raise
        except Exception as error:
            self.env.invalidate_all(flush=False)
            if len(self) > 1:
                for clock in self:
                    clock._sweep(now)
                return
            _logger.warning("Clock %s could not be swept", self.id, exc_info=True)
            self.write({"next_due": now + PAUSE, "sweep_error": str(error)})

    def _mark_breached(self, now):
        """Mark the running ones whose deadline has passed, each once."""
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE crm_sla_clock
                   SET state = 'breached', breached_at = deadline
                 WHERE id = ANY(%(ids)s) AND state = 'running' AND ended_at IS NULL
                   AND deadline < %(now)s
                RETURNING id
                """,
                ids=self.ids,
                now=now,
            )
        )
        missed = self.browse(row[0] for row in rows)
        if missed:
            missed.invalidate_recordset(["state", "breached_at"])
            self.env["helpdesk.ticket"]._sum_up_clocks(
                SQL(
                    """SELECT clock.ticket_id FROM crm_sla_clock clock
                        WHERE clock.id = ANY(%s)""",
                    missed.ids,
                )
            )
            missed._on_breached(now)

    def _on_breached(self, now):
        """Hook: these clocks have missed their deadline; called once for each.

        :param now: the instant of the sweep; ``breached_at`` is the deadline itself
        """

    def _move_on(self, now):
        """What is still due after all was done must not be found again at once."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_sla_clock
                   SET sweep_error = NULL,
                       next_due = CASE WHEN next_due < %(now)s THEN %(later)s
                                       ELSE next_due END
                 WHERE id = ANY(%(ids)s)
                   AND (next_due < %(now)s OR sweep_error IS NOT NULL)
                """,
                ids=self.ids,
                now=now,
                later=now + PAUSE,
            )
        )
        self.invalidate_recordset(["next_due", "sweep_error"])

    # ------------------------------------------------------- when it runs next

    @api.model
    def _sleep(self):
        """Leave one trigger behind, for the clock that is due next."""
        ((instant,),) = self.env.execute_query(
            SQL("SELECT min(next_due) FROM crm_sla_clock WHERE next_due IS NOT NULL")
        )
        cron, triggers = self._get_triggers()
        wanted = instant and instant + SECOND
        if triggers.mapped("call_at") != [wanted]:
            triggers.unlink()
            if wanted:
                cron._trigger(at=wanted)

    @api.model
    def _wake(self, instant):
        """Make sure that the sweep runs soon after ``instant``.

        Nothing to do when it does anyway; else the one trigger is moved forward.
        """
        if not instant:
            return
        ((planned,),) = self.env.execute_query(self._get_planned_sql())
        if planned and planned <= instant + SECOND:
            return
        cron, triggers = self._get_triggers()
        try:
            with self.env.cr.savepoint(flush=False):
                triggers.unlink()
        except OperationalError:
            _logger.info("Somebody else moves the trigger: the next sweep tidies up")
        cron._trigger(at=instant + SECOND)

    @api.model
    def _get_planned_sql(self):
        """Return the query of when the sweep runs next."""
        return SQL(
            """
            SELECT least(cron.nextcall, min(trigger.call_at))
              FROM ir_cron cron
              LEFT JOIN ir_cron_trigger trigger
                ON trigger.cron_id = cron.id AND trigger.call_at > %(now)s
             WHERE cron.id = %(cron_id)s
             GROUP BY cron.id
            """,
            now=fields.Datetime.now(),
            cron_id=self.env["ir.model.data"]._xmlid_to_res_id(SWEEP),
        )

    @api.model
    def _get_triggers(self):
        """Return the job and its triggers that are still to come."""
        cron = self.env.ref(SWEEP).sudo()
        triggers = self.env["ir.cron.trigger"].sudo()
        return cron, triggers.search(
            [("cron_id", "=", cron.id), ("call_at", ">", fields.Datetime.now())]
        )

    @api.model
    def _sweep_soon(self, targets):
        """Let the next sweep look at all running clocks of ``targets``, at once."""
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE crm_sla_clock SET next_due = %(now)s
                 WHERE target_id = ANY(%(ids)s) AND ended_at IS NULL
                   AND running_since IS NOT NULL
                RETURNING id
                """,
                now=now,
                ids=targets.ids,
            )
        )
        if rows:
            self.invalidate_model(["next_due"])
            self._wake(now)
