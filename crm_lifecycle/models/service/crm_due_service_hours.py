# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmDue(models.Model):
    """Clocks are counted anew after service hours changed."""

    _inherit = "crm.due"

    @api.model
    def _get_due_jobs(self):
        return super()._get_due_jobs() | {
            "service_hours": ("res.company", "_run_service_recount")
        }
