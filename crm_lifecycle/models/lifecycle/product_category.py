# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ProductCategory(models.Model):
    """Products of a category may be contracts that run for some months."""

    _inherit = "product.category"

    is_contract = fields.Boolean(
        "Contract",
        help="Who orders a product of this category has a contract. Its renewal date "
        "then says how likely the customer is to leave.",
    )
    contract_months = fields.Integer("Contract runs for (months)", default=12)

    _contract_months_positive = models.Constraint(
        "CHECK(contract_months > 0)", "A contract runs for one month or more."
    )
