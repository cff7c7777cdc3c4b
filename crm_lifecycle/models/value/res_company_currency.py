# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class ResCompany(models.Model):
    """What becomes of orders when a company takes another currency."""

    _inherit = "res.company"

    def write(self, vals):
        former = {company: company.currency_id for company in self}
        result = super().write(vals)
        if changed := self.filtered(lambda row: row.currency_id != former[row]):
            changed._find_order_rates()
        return result

    def _find_order_rates(self):
        """Let the orders' rates be found again, against the present currency.

        Core keeps the rate to the currency that the company had when the order was
        made, so without this an order would be summed up in the former one.
        """
        orders = self.env["sale.order"].sudo().search([("company_id", "in", self.ids)])
        self.env.add_to_compute(orders._fields["currency_rate"], orders)
