# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class LoyaltyRule(models.Model):
    """A rule of a programme counts all goods, or those it names."""

    _inherit = "loyalty.rule"

    def _has_chosen_goods(self):
        """Tell whether only some products give points."""
        self.ensure_one()
        return bool(
            self.product_ids
            or self.product_category_id
            or self.product_tag_id
            or (self.product_domain and self.product_domain != "[]")
        )
