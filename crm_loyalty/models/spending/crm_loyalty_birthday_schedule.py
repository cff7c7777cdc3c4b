# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, models

JOB = "birthday_gifts"


class CrmLoyaltyBirthdaySchedule(models.AbstractModel):
    """Whose birthdays are looked at: every day once it is over, and today's so far."""

    _name = "crm.loyalty.birthday.schedule"
    _inherit = ["crm.daily.schedule"]
    _description = "Schedule of birthday gifts"

    @api.model
    def _run_due(self):
        """Give the gifts of every missed day, one run a day, and those of today."""
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        self._run_days(
            [
                (company, day)
                for company in companies
                for day in self._get_due_days(company)
            ]
        )

    @api.model
    def _get_due_days(self, company):
        """Return the days up to today that were not looked at.

        While the company has no such benefit there is nothing to catch up with.
        """
        today = self.env["crm.value.night"]._get_today(company)
        yesterday = today - timedelta(days=1)
        has_gifts = self.env["crm.tier.benefit"].search_count(
            [("kind", "=", "gift"), ("company_id", "in", [False, company.id])], limit=1
        )
        if not has_gifts or not company.birthday_gifts_until:
            company.birthday_gifts_until = yesterday
        if not has_gifts:
            return []
        return self._get_days_after(min(company.birthday_gifts_until, yesterday), today)

    @api.model
    def _get_day_job(self):
        return JOB

    @api.model
    def _run_day(self, company, day):
        """Give the gifts of a day; the run log has a line for each that is over."""
        gifts = self.env["crm.loyalty.birthday.gift"].sudo()
        if day >= self.env["crm.value.night"]._get_today(company):
            gifts._give_for_day(company, day)
            return
        run = self.env["crm.run"].create(
            {"job": JOB, "company_id": company.id, "run_date": day}
        )
        with run._measured():
            run.customers = len(gifts._give_for_day(company, day).customer_id)
        company.birthday_gifts_until = day
