# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    """Holidays that change move deadlines; leaves of one person do not."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        if leaves._has_holiday():
            self.env["crm.working.time"]._forget()
        return leaves

    def write(self, vals):
        were_holidays = self._has_holiday()
        result = super().write(vals)
        if were_holidays or self._has_holiday():
            self.env["crm.working.time"]._forget()
        return result

    def unlink(self):
        were_holidays = self._has_holiday()
        result = super().unlink()
        if were_holidays:
            self.env["crm.working.time"]._forget()
        return result

    def _has_holiday(self):
        return any(not leave.resource_id for leave in self)
