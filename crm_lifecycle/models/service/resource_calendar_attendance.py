# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class ResourceCalendarAttendance(models.Model):
    """Hours that change move the deadlines of the clocks that run in them."""

    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        self.env["crm.working.time"]._forget()
        return attendances

    def write(self, vals):
        result = super().write(vals)
        self.env["crm.working.time"]._forget()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["crm.working.time"]._forget()
        return result
