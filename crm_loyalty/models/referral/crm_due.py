# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmDue(models.Model):
    """Recommendations are looked at when an order of the new customer moved."""

    _inherit = "crm.due"

    @api.model
    def _get_due_jobs(self):
        return super()._get_due_jobs() | {"referral": ("crm.referral", "_follow")}
