# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

from odoo import api, models

_logger = logging.getLogger(__name__)

JOB = "earning"
MISSED_AT_MOST = 366  # days that are caught up with, one run each


class CrmLoyaltyEarningSchedule(models.AbstractModel):
    """Which days the earning rules have to see: each one once it is over, and today."""

    _name = "crm.loyalty.earning.schedule"
    _description = "Schedule of the earning rules"

    @api.model
    def _cron_earn(self):
        """Run each company for the days its rules have missed, and for today so far."""
        cron = self.env["ir.cron"]
        rules = self.env["crm.loyalty.earning.rule"].sudo()
        companies = rules.with_context(active_test=False)._read_group(
            [], ["company_id"]
        )
        runs = [
            (company, day)
            for (company,) in companies
            for day in self._get_due_days(company)
        ]
        cron._commit_progress(remaining=len(runs))
        failed = self.env["res.company"]
        for company, day in runs:
            if company not in failed and not self._run_safely(company, day):
                failed |= company
            if not cron._commit_progress(1):
                break

    @api.model
    def _get_due_days(self, company):
        """Return the days up to today that some rule of ``company`` has not closed."""
        today = self.env["crm.value.night"]._get_today(company)
        rules = self.env["crm.loyalty.earning.rule"].sudo()
        rules = rules.search([("company_id", "=", company.id)])
        oldest = today - timedelta(days=MISSED_AT_MOST)
        for rule in rules.filtered(lambda rule: rule.closed_until < oldest):
            rule.closed_until = oldest
        first = min([today - timedelta(days=1), *rules.mapped("closed_until")])
        return [
            first + timedelta(days=days) for days in range(1, (today - first).days + 1)
        ]

    @api.model
    def _run_safely(self, company, day):
        """Run one day of one company; a failure is kept in the run log.

        :return: whether it went well
        """
        runs = self.env["crm.run"]
        try:
            runs._run_retried(lambda: self._run_logged(company, day))
        except Exception as error:
            _logger.exception("Earning rules of %s failed on %s", company.name, day)
            self.env.cr.rollback()
            runs._log_failure(JOB, company, day, f"{type(error).__name__}: {error}")
            return False
        return True

    @api.model
    def _run_logged(self, company, day):
        """Run a day; the run log has a line for each day that some rule closed."""
        rules = self.env["crm.loyalty.earning.rule"]
        if day >= self.env["crm.value.night"]._get_today(company):
            rules._run_for_day(company, day)
            return
        due = rules._get_due_rules(company, day)
        if not due:
            return
        run = self.env["crm.run"].create(
            {"job": JOB, "company_id": company.id, "run_date": day}
        )
        with run._measured():
            movements = rules._run_for_day(company, day)
            run.customers = len(movements.pool_id)
        if all(due.mapped("error")):
            run.unlink()
