# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmDue(models.Model):
    """The value room's due work: customers that had to wait for the night."""

    _inherit = "crm.due"

    @api.model
    def _get_due_jobs(self):
        return super()._get_due_jobs() | {
            "rescore": ("crm.customer.profile", "_run_due_rescore")
        }
