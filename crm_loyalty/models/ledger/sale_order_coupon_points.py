# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class SaleOrderCouponPoints(models.Model):
    """What an order gives to a card, and for which amount of goods."""

    _inherit = "sale.order.coupon.points"

    basis = fields.Float(
        readonly=True,
        help="Untaxed amount of goods behind points that were awarded after the "
        "confirmation; else the order's own amount counts.",
    )
