# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class CrmLoyaltyEarningRule(models.Model):
    """Which lines of an order a rule has counted."""

    _inherit = "crm.loyalty.earning.rule"

    def _get_counted_lines(self, lines):
        """Return those of an order's ``lines`` whose amount or units earn points."""
        self.ensure_one()
        if self.event != "product":
            return lines
        categories = self.env["product.category"].sudo()
        if self.category_ids:
            below = [("id", "child_of", self.category_ids.ids)]
            categories = categories.search(below)
        return lines.filtered(
            lambda line: (
                line.product_id in self.product_ids
                or line.product_id.categ_id in categories
            )
        )
