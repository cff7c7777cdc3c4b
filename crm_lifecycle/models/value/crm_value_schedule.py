# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

from odoo import api, models

_logger = logging.getLogger(__name__)

JOB = "night"
MISSED_AT_MOST = 366  # days that are caught up with, one night each


class CrmValueSchedule(models.AbstractModel):
    """Which nights are due: every day once, in order, also after days without one."""

    _name = "crm.value.schedule"
    _description = "Schedule of the nights"

    @api.model
    def _cron_night(self):
        """Score every company for each day it has missed; one step a day."""
        cron = self.env["ir.cron"]
        companies = self.env["crm.value.policy"].search([("state", "=", "active")])
        nights = [
            (company, day)
            for company in companies.company_id
            for day in self._get_missed_days(company, self._get_today(company))
        ]
        cron._commit_progress(remaining=len(nights))
        failed = self.env["res.company"]
        for company, day in nights:
            if company not in failed and not self._run_safely(company, day):
                failed |= company
            if not cron._commit_progress(1):
                break
        self.env.ref("crm_lifecycle.ir_cron_dispatch")._trigger()

    @api.model
    def _get_missed_days(self, company, today):
        """Return the days to score, up to ``today``: all since the last good night.

        A company that was never scored, or not for longer than ``MISSED_AT_MOST``
        days, has today, or so many days, to catch up.
        """
        last = self.env["crm.run"].search(
            [
                ("job", "=", JOB),
                ("company_id", "=", company.id),
                ("state", "=", "done"),
                ("run_date", "<=", today),
            ],
            order="run_date desc",
            limit=1,
        )
        if not last:
            return [today]
        missed = min((today - last.run_date).days, MISSED_AT_MOST)
        return [today - timedelta(days=back) for back in reversed(range(missed))]

    @api.model
    def _run_now(self, company, today):
        """Score everybody without waiting for the night.

        Nights that were missed come first, and may be many: those are left to the
        scheduler, which is told to begin.

        :return: whether everybody was scored
        """
        if len(self._get_missed_days(company, today)) > 1:
            self.env.ref("crm_lifecycle.ir_cron_night")._trigger()
            return False
        self.env["crm.customer.profile"]._run_night(company, today)
        return True

    @api.model
    def _run_safely(self, company, today):
        """Run one company; a failure is kept in the run log and stops nobody else.

        :return: whether it went well
        """
        profiles = self.env["crm.customer.profile"]
        try:
            self.env["crm.run"]._run_retried(
                lambda: profiles._run_night(company, today)
            )
        except Exception as error:
            _logger.exception("The night of %s failed", company.name)
            self.env.cr.rollback()
            self.env["crm.run"]._log_failure(
                JOB, company, today, f"{type(error).__name__}: {error}"
            )
            return False
        return True
