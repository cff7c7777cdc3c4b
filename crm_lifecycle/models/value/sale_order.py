# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class SaleOrder(models.Model):
    """Orders carry the customer's profile and tier."""

    _name = "sale.order"
    _inherit = ["sale.order", "crm.profile.link.mixin"]
