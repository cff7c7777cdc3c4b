# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

HOURS_FIELDS = {
    "attendance_ids",
    "attendance_ids_1st_week",
    "attendance_ids_2nd_week",
    "global_leave_ids",
    "leave_ids",
    "tz",
    "two_weeks_calendar",
    "flexible_hours",
    "full_time_required_hours",
    "hours_per_day",
}


class ResourceCalendar(models.Model):
    """A calendar that changes moves the deadlines of the clocks that run in it."""

    _inherit = "resource.calendar"

    def write(self, vals):
        result = super().write(vals)
        if HOURS_FIELDS & set(vals):
            self.env["crm.working.time"]._forget()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["crm.working.time"]._forget()
        return result
