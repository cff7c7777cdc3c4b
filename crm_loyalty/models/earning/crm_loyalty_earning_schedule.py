# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, models

JOB = "earning"


class CrmLoyaltyEarningSchedule(models.AbstractModel):
    """Which days the earning rules have to see: each one once it is over, and today."""

    _name = "crm.loyalty.earning.schedule"
    _inherit = ["crm.daily.schedule"]
    _description = "Schedule of the earning rules"

    @api.model
    def _cron_earn(self):
        """Run each company for the days its rules have missed, and for today so far."""
        rules = self.env["crm.loyalty.earning.rule"].sudo()
        companies = rules.with_context(active_test=False)._read_group(
            [], ["company_id"]
        )
        self._run_days(
            [
                (company, day)
                for (company,) in companies
                for day in self._get_due_days(company)
            ]
        )

    @api.model
    def _get_due_days(self, company):
        """Return the days up to today that some rule of ``company`` has not closed."""
        today = self.env["crm.value.night"]._get_today(company)
        rules = self.env["crm.loyalty.earning.rule"].sudo()
        rules = rules.search([("company_id", "=", company.id)])
        yesterday = today - timedelta(days=1)
        last = min([yesterday, *rules.mapped("closed_until")])
        days = self._get_days_after(last, today)
        oldest = days[0] - timedelta(days=1)
        rules.filtered(lambda rule: rule.closed_until < oldest).closed_until = oldest
        return days

    @api.model
    def _get_day_job(self):
        return JOB

    @api.model
    def _run_day(self, company, day):
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
