# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmValueTier(models.Model):
    """A tier shortens or lengthens what the service levels promise."""

    _inherit = "crm.value.tier"

    sla_factor = fields.Float(
        "Service target factor",
        default=1.0,
        help="Targets of these customers' tickets are multiplied by it: 0.5 halves "
        "the time, 2 doubles it.",
    )

    _sla_factor_range = models.Constraint(
        "CHECK(sla_factor > 0 AND sla_factor <= 100)",
        "The service target factor of a tier is above 0 and at most 100; 1 changes "
        "nothing.",
    )
