# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
import random
import time
from contextlib import contextmanager
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

_logger = logging.getLogger(__name__)

TRIES = 5


class CrmRun(models.Model):
    """One run of a scheduled job for one company; written by the job itself.

    The log answers "did last night work, how long did it take, whom did it
    move?". ``counts`` keeps the job's own figures; nothing is computed from it.
    """

    _name = "crm.run"
    _description = "Job run"
    _order = "id desc"
    _rec_name = "job"

    job = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    run_date = fields.Date(
        "Day", required=True, readonly=True, help="The day the figures stand for."
    )
    state = fields.Selection(
        [
            ("running", "Running"),
            ("done", "Done"),
            ("skipped", "Skipped"),
            ("failed", "Failed"),
        ],
        default="running",
        required=True,
        readonly=True,
    )
    seconds = fields.Float(readonly=True, digits=(16, 2))
    customers = fields.Integer(readonly=True, help="Customers that were scored.")
    created = fields.Integer(readonly=True, help="Customers seen for the first time.")
    updated = fields.Integer(readonly=True, help="Customers whose figures changed.")
    moved = fields.Integer(readonly=True, help="Customers whose tier changed.")
    error = fields.Text(readonly=True)

    _job_company_day = models.Index("(job, company_id, run_date)")

    @contextmanager
    def _measured(self):
        """Time the block and set the run to done; the block sets the counts."""
        self.ensure_one()
        start = time.monotonic()
        yield self
        self.write({"state": "done", "seconds": time.monotonic() - start})

    @api.model
    def _run_retried(self, step, tries=TRIES):
        """Call ``step()``, again on a fresh transaction when another one was faster.

        Odoo retries web requests after a serialisation failure but no scheduled
        job, so jobs call this. Work that was not committed before is rolled back
        with the failed try; the last failure is raised.
        """
        for attempt in range(1, tries + 1):
            try:
                return step()
            except (OperationalError, ConcurrencyError) as error:
                if attempt == tries:
                    raise
                _logger.info("Try %s collided and is repeated: %s", attempt, error)
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                time.sleep(random.uniform(0, 0.1 * 2**attempt))

    @api.model
    def _is_done(self, job, company, run_date):
        """Tell whether the job already succeeded for that company and day."""
        return bool(
            self.search_count(
                [
                    ("job", "=", job),
                    ("company_id", "=", company.id),
                    ("run_date", "=", run_date),
                    ("state", "=", "done"),
                ],
                limit=1,
            )
        )

    @api.model
    def _log_failure(self, job, company, run_date, error):
        """Keep a failed run with its message, for the person who looks next day."""
        return self.create(
            {
                "job": job,
                "company_id": company.id,
                "run_date": run_date,
                "state": "failed",
                "error": error,
            }
        )

    @api.autovacuum
    def _gc_runs(self):
        """Forget runs after the number of days set on their company."""
        today = fields.Date.today()
        for company in self.env["res.company"].search([("crm_run_keep_days", ">", 0)]):
            limit = today - timedelta(days=company.crm_run_keep_days)
            self.search(
                [("company_id", "=", company.id), ("run_date", "<", limit)]
            ).unlink()
