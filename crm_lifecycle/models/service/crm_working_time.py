# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import UTC, datetime

from odoo import api, models, tools

from ...engine.working_time import ALWAYS, WorkingTime

YEARS_AHEAD = 4  # who has no working time for so long will never have any


class CrmWorkingTime(models.AbstractModel):
    """Working time of calendars, ready for arithmetic; kept until a calendar changes.

    It comes from the calendar itself, in its own time zone, without its breaks and
    without the holidays of the company, as ``resource.calendar.plan_hours`` sees it.
    """

    _name = "crm.working.time"
    _description = "Working time"

    @api.model
    def _get_working_time(self, calendar, company, first, now):
        """Return the working time of ``calendar`` from ``first`` to long after ``now``.

        :param calendar: a ``resource.calendar``, empty for every minute of every day
        :param company: the ``res.company`` whose holidays count
        :param first, now: naive UTC datetimes
        :rtype: engine.working_time.WorkingTime
        """
        years = (first.year, now.year + YEARS_AHEAD)
        return self._get_working_years(calendar.id or 0, company.id, *years)

    @api.model
    @tools.ormcache("calendar_id", "company_id", "first_year", "last_year")
    def _get_working_years(self, calendar_id, company_id, first_year, last_year):
        """Return the working time of whole years, the last one included."""
        calendar = self.env["resource.calendar"].sudo().browse(calendar_id)
        if not calendar.exists():
            return ALWAYS
        intervals = calendar._work_intervals_batch(
            datetime(first_year, 1, 1, tzinfo=UTC),
            datetime(last_year + 1, 1, 1, tzinfo=UTC),
            domain=self._get_holiday_domain(company_id),
        )[False]
        return WorkingTime.of(
            (round(start.timestamp()), round(end.timestamp()))
            for start, end, _attendance in intervals
        )

    @api.model
    def _get_holiday_domain(self, company_id):
        """Return which leaves are holidays: those of other companies are not."""
        return [("time_type", "=", "leave"), ("company_id", "in", [False, company_id])]

    @api.model
    def _forget(self):
        """Calendars have changed: count open clocks anew, as soon as may be."""
        self.env.registry.clear_cache()
        self.env["crm.sla.clock"].sudo()._plan_recount()
