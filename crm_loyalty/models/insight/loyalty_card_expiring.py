# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class LoyaltyCard(models.Model):
    """A card says what of its balance expires next."""

    _inherit = "loyalty.card"

    expiring_on = fields.Date(related="pool_id.expiring_on")
    points_expiring = fields.Float(related="pool_id.points_expiring")
