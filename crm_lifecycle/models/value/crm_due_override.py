# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmDue(models.Model):
    """Reminders of tier overrides that are to be looked at."""

    _inherit = "crm.due"

    @api.model
    def _get_due_jobs(self):
        return super()._get_due_jobs() | {
            "tier_override": ("crm.tier.override", "_run_due_reminder")
        }
