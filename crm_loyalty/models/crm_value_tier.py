# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmValueTier(models.Model):
    """A tier says how fast its customers collect loyalty points.

    Zero is allowed: customers of such a tier collect nothing and can still spend
    what they have. The upper bound catches percentages (150 for 1.5).
    """

    _inherit = "crm.value.tier"

    points_multiplier = fields.Float(
        "Points multiplier",
        digits=(16, 2),
        default=1.0,
        required=True,
        help="Loyalty points of an order are multiplied by this; 0 earns none.",
    )

    _points_multiplier_range = models.Constraint(
        "CHECK(points_multiplier >= 0 AND points_multiplier <= 100)",
        "The points multiplier of a tier lies between 0 (earns no points) and 100.",
    )
