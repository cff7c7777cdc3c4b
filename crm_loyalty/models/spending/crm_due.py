from odoo import api, models


class CrmDue(models.Model):
    """Benefits of merged customers are looked at when their tier is known."""

    _inherit = "crm.due"

    @api.model
    def _get_due_jobs(self):
        return super()._get_due_jobs() | {
            "tier_benefits": ("res.partner", "_sync_tier_benefits")
        }
