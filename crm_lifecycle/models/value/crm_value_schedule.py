# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

JOB = "night"


class CrmValueSchedule(models.AbstractModel):
    """Which nights are due: every day once, in order, also after days without one."""

    _name = "crm.value.schedule"
    _inherit = ["crm.daily.schedule"]
    _description = "Schedule of the nights"

    @api.model
    def _cron_night(self):
        """Score every company for each day it has missed; one step a day."""
        companies = self.env["crm.value.policy"].search([("state", "=", "active")])
        self._run_days(
            [
                (company, day)
                for company in companies.company_id
                for day in self._get_missed_days(company, self._get_today(company))
            ]
        )
        self.env.ref("crm_lifecycle.ir_cron_dispatch")._trigger()

    @api.model
    def _get_missed_days(self, company, today):
        """Return the days to score, up to ``today``: all since the last good night.

        A company that was never scored has today.
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
        return self._get_days_after(last.run_date, today)

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
    def _get_day_job(self):
        return JOB

    @api.model
    def _run_day(self, company, day):
        self.env["crm.customer.profile"]._run_night(company, day)
