# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

BATCH = 200


class CrmDue(models.Model):
    """Work that is due at an instant; any room schedules it, one cron does it.

    A row is a promise: *job* has to look at record *res_id* of *company_id* not
    before ``due_at``. Scheduling the same thing twice keeps the earlier instant.
    A job that fails keeps its row, with the error, and never stops the others.
    """

    _name = "crm.due"
    _description = "Due work"
    _order = "due_at, id"
    _rec_name = "job"

    job = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    res_id = fields.Many2oneReference(
        "Record ID", model_field="res_model", required=True, readonly=True
    )
    res_model = fields.Char("Model", required=True, readonly=True)
    due_at = fields.Datetime(required=True, readonly=True)
    error = fields.Text(readonly=True)

    _once = models.Constraint(
        "UNIQUE(job, company_id, res_id)", "This work is already scheduled."
    )
    _open = models.Index("(due_at) WHERE error IS NULL")

    @api.model
    def _get_due_jobs(self):
        """Return ``{job: (model name, method name)}``; extend with ``super() | {…}``.

        The method is called on the records that are due, company by company, with
        the instant of the run as its only argument.
        """
        return {}

    @api.model
    def _schedule(self, job, company, records, due_at):
        """Schedule ``job`` for ``records`` of one model; the earlier instant stays."""
        if not records:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_due AS due
                       (job, company_id, res_model, res_id, due_at,
                        create_uid, create_date)
                SELECT %(job)s, %(company_id)s, %(res_model)s, record.id, %(due_at)s,
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM unnest(%(ids)s) AS record (id)
                ON CONFLICT (job, company_id, res_id) DO UPDATE
                   SET due_at = least(due.due_at, excluded.due_at), error = NULL
                """,
                job=job,
                company_id=company.id,
                res_model=records._name,
                ids=records.ids,
                due_at=due_at,
                uid=self.env.uid,
            )
        )
        self.invalidate_model()
        self.env.ref("crm_lifecycle.ir_cron_due")._trigger(at=due_at)

    @api.model
    def _cron_run_due(self):
        """Do what is due, in batches; what is left is rescheduled at once."""
        now = fields.Datetime.now()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(self._get_due_domain(now)))
        while batch := self.search(self._get_due_domain(now), limit=BATCH):
            done = len(batch)
            self.env["crm.run"]._run_retried(lambda rows=batch: rows._process(now))
            if not cron._commit_progress(done):
                break

    @api.model
    def _get_due_domain(self, now):
        return [("due_at", "<=", now), ("error", "=", False)]

    def _process(self, now):
        """Run each job on its records together; when that fails, on each by itself.

        Who fails alone keeps the row, with the error.
        """
        jobs = self._get_due_jobs()
        for (job, company), rows in self.grouped(
            lambda row: (row.job, row.company_id)
        ).items():
            try:
                with self.env.cr.savepoint():
                    model, method = jobs[job]
                    records = self.env[model].with_company(company)
                    records = records.browse(rows.mapped("res_id")).exists()
                    rows.unlink()  # first: the job may schedule the same work again
                    getattr(records, method)(now)
            except (OperationalError, ConcurrencyError):
                raise
            except Exception as error:
                if len(rows) > 1:
                    for row in rows:
                        row._process(now)
                    continue
                _logger.exception("Due job %s failed for %s", job, company.name)
                rows.write({"error": f"{type(error).__name__}: {error}"})

    def action_retry(self):
        """Button: clear the error so that the next run tries again."""
        self.write({"error": False})
        self.env.ref("crm_lifecycle.ir_cron_due")._trigger()
