# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmDue(models.Model):
    """Tickets whose policy changed are matched anew in the background."""

    _inherit = "crm.due"

    @api.model
    def _get_due_jobs(self):
        return super()._get_due_jobs() | {
            "service_policy": ("helpdesk.ticket", "_run_service_policy")
        }
