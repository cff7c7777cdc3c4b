# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.tools import SQL


class SaleOrder(models.Model):
    """An order that is cancelled, refunded or handed over takes its bonuses along."""

    _inherit = "sale.order"

    def _sync_points(self):
        """Also take back what earning rules gave for orders that no longer count."""
        return super()._sync_points() | self._sync_bonuses()

    def _sync_bonuses(self):
        """Take back the bonuses of orders that are not in force any more.

        A bonus is given by the run of the day, and given again by it when the order is
        confirmed anew that day.

        :return: the movements
        """
        history = self.env["loyalty.history"].sudo()
        if not self.ids:
            return history
        standing = history._get_standing_bonuses(
            SQL("order_model = 'sale.order' AND order_id = ANY(%s)", self.ids)
        )
        orders = self.sudo().browse({row["res_id"] for row in standing}).exists()
        goods = orders._get_goods_amounts()
        owners = {
            order.id: order.partner_id.commercial_partner_id.id
            for order in orders
            if order.state == "sale"
            and (goods[order].kept > 0 or not goods[order].ordered)
        }
        gone = [
            row for row in standing if row["customer_id"] != owners.get(row["res_id"])
        ]
        return history._post_bonuses(gone, None, is_reversed=True)
