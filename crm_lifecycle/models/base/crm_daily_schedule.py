# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

from odoo import api, models

_logger = logging.getLogger(__name__)

MISSED_AT_MOST = 366  # days that are caught up with, one run each


class CrmDailySchedule(models.AbstractModel):
    """Days that a job has to see, company by company: each one, in their order.

    A job inherits it, names itself, does one day in ``_run_day`` and lets its cron call
    ``_run_days``. A day that was missed is made up for as of its own date.
    """

    _name = "crm.daily.schedule"
    _description = "Schedule of a daily job"

    @api.model
    def _get_day_job(self):
        """Return the name under which the job's failures stand in the run log."""
        raise NotImplementedError

    @api.model
    def _run_day(self, company, day):
        """Do the work of one day of one company; a second time changes nothing."""
        raise NotImplementedError

    @api.model
    def _get_days_after(self, last, today):
        """Return the days after ``last`` up to ``today``, in order.

        Of more than ``MISSED_AT_MOST`` days, the latest so many.
        """
        missed = min((today - last).days, MISSED_AT_MOST)
        return [today - timedelta(days=back) for back in reversed(range(missed))]

    @api.model
    def _run_days(self, days):
        """Run ``[(company, day)]``, and commit after each, until the time is over.

        A company whose day failed waits for the next run: no day is passed over.
        """
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(days))
        failed = self.env["res.company"]
        for company, day in days:
            if company not in failed and not self._run_safely(company, day):
                failed |= company
            if not cron._commit_progress(1):
                break

    @api.model
    def _run_safely(self, company, day):
        """Run one day of one company; a failure is kept in the run log.

        :return: whether it went well
        """
        runs, job = self.env["crm.run"], self._get_day_job()
        try:
            runs._run_retried(lambda: self._run_day(company, day))
        except Exception as error:
            _logger.exception("Job %s failed for %s on %s", job, company.name, day)
            self.env.cr.rollback()
            runs._log_failure(job, company, day, f"{type(error).__name__}: {error}")
            return False
        return True
