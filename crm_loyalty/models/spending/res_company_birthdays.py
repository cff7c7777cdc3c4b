# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

JOB = "birthday_gifts"
MISSED_AT_MOST = 366  # days that are caught up with, one run each


class ResCompany(models.Model):
    """Companies remember up to which day birthday gifts were given."""

    _inherit = "res.company"

    birthday_gifts_until = fields.Date(
        readonly=True,
        copy=False,
        help="The last whole day whose birthdays were looked at.",
    )

    @api.model
    def _cron_give_birthday_gifts(self):
        """Give the gifts of every missed day, one run a day, and those of today."""
        cron = self.env["ir.cron"]
        companies = self.sudo().search([("active", "=", True)])
        due = [
            (company, day)
            for company in companies
            for day in company._get_due_birthdays()
        ]
        cron._commit_progress(remaining=len(due))
        failed = self.browse()
        for company, day in due:
            if company not in failed and not company._give_birthday_gifts(day):
                failed |= company
            if not cron._commit_progress(1):
                break

    def _get_due_birthdays(self):
        """Return the days up to today that were not looked at.

        While the company has no such benefit there is nothing to catch up with.
        """
        self.ensure_one()
        today = self.env["crm.value.night"]._get_today(self)
        yesterday = today - timedelta(days=1)
        has_gifts = self.env["crm.tier.benefit"].search_count(
            [("kind", "=", "gift"), ("company_id", "in", [False, self.id])], limit=1
        )
        if not has_gifts or not self.birthday_gifts_until:
            self.birthday_gifts_until = yesterday
        if not has_gifts:
            return []
        oldest = today - timedelta(days=MISSED_AT_MOST)
        last = min(max(self.birthday_gifts_until, oldest), yesterday)
        return [
            last + timedelta(days=number)
            for number in range(1, (today - last).days + 1)
        ]

    def _give_birthday_gifts(self, day):
        """Run one day; a failure is kept in the run log, and the day is tried again.

        :return: whether it went well
        """
        runs = self.env["crm.run"].sudo()
        try:
            runs._run_retried(lambda: self._close_birthday(day))
        except Exception as error:
            _logger.exception("Birthday gifts of %s failed on %s", self.name, day)
            self.env.cr.rollback()
            runs._log_failure(JOB, self, day, f"{type(error).__name__}: {error}")
            return False
        return True

    def _close_birthday(self, day):
        gifts = self.env["crm.loyalty.birthday.gift"].sudo()
        if day >= self.env["crm.value.night"]._get_today(self):
            gifts._give_for_day(self, day)
            return
        runs = self.env["crm.run"].sudo()
        run = runs.create({"job": JOB, "company_id": self.id, "run_date": day})
        with run._measured():
            run.customers = len(gifts._give_for_day(self, day).customer_id)
        self.birthday_gifts_until = day
