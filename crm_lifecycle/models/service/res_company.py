# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class ResCompany(models.Model):
    """The company's working hours are the service hours of teams without their own."""

    _inherit = "res.company"

    def write(self, vals):
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            self.env["crm.sla.clock"].sudo()._plan_recount()
        return result

    def _run_service_recount(self, now):
        """Count all open clocks of these companies anew; called by ``crm.due``."""
        clocks = self.env["crm.sla.clock"].sudo()
        clocks._recount_companies(self, now)
