from odoo import fields, models


class CrmValueTier(models.Model):
    """A tier lists what its customers have without paying points."""

    _inherit = "crm.value.tier"

    benefit_ids = fields.One2many("crm.tier.benefit", "tier_id", "Benefits")
