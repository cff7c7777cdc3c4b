# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.tools import SQL

from ...engine.ledger import find_kept


class SaleOrder(models.Model):
    """An order that is cancelled, refunded or handed over takes its bonuses along."""

    _inherit = "sale.order"

    def _sync_points(self):
        """Also take back what earning rules gave for orders that no longer count."""
        return super()._sync_points() | self._sync_bonuses()

    def _sync_bonuses(self):
        """Take back the bonuses of orders that are not in force any more.

        A bonus is given by the run of the day, and given again by it when the order is
        confirmed anew another day. What a credit note took is given again as soon as
        the note is withdrawn.

        :return: the movements
        """
        history = self.env["loyalty.history"].sudo()
        if not self.ids:
            return history
        given = history._get_given_bonuses(
            SQL("order_model = 'sale.order' AND order_id = ANY(%s)", self.ids)
        )
        orders = self.sudo().browse({row["res_id"] for row in given}).exists()
        goods = orders._get_goods_amounts()
        owners = {
            order.id: order.partner_id.commercial_partner_id.id
            for order in orders
            if order.state == "sale"
            and (goods[order].kept > 0 or not goods[order].ordered)
        }
        kept = [row for row in given if row["customer_id"] == owners.get(row["res_id"])]
        gone = [row for row in given if row not in kept]
        return history._balance_bonuses(gone, kept, orders._get_bonus_shares(kept))

    def _get_bonus_day(self, event):
        """Return the day, in the company's time zone, on which bonuses count."""
        self.ensure_one()
        night = self.env["crm.value.night"]
        return night._get_today(self.company_id, self.date_order)

    def _get_bonus_shares(self, standing):
        """Return ``{(rule id, order id): share}`` of what refunds and cuts have left.

        By amount, or by unit; units shrink with the amount of their line. Of a rule
        for certain products, those count. Fixed bonuses are left out.
        """
        rules = self.env["crm.loyalty.earning.rule"].sudo()
        rules = rules.browse({row["rule_id"] for row in standing})
        counting = rules.filtered(lambda rule: rule.point_mode != "fixed")
        rows = [row for row in standing if row["rule_id"] in counting.ids]
        orders = self.browse({row["res_id"] for row in rows})
        invoiced = orders.order_line._get_invoiced_amounts()
        history = self.env["loyalty.history"].sudo()
        shares = {}
        for row in rows:
            order, rule = self.browse(row["res_id"]), rules.browse(row["rule_id"])
            first = history.browse(row["first_id"])
            shares[rule.id, order.id] = order._get_bonus_share(rule, first, invoiced)
        return shares

    def _get_bonus_share(self, rule, movement, invoiced):
        """Return which part of what ``movement`` was given for is kept, 0 to 1."""
        self.ensure_one()
        is_unit = rule.point_mode == "unit"
        lines = rule._get_counted_lines(self._get_goods_lines())
        ordered = kept = 0.0
        for line in lines:
            amount = line.price_subtotal
            bill = invoiced.get(line.id, (0.0, 0.0, 0.0))
            share = find_kept(amount, *bill[:2]) / amount if amount else 1.0
            base = line.product_uom_qty if is_unit else amount
            ordered += base
            kept += base * share
        counted = movement.earning_basis
        if not is_unit:
            is_chosen = rule.event == "product"
            counted = counted * self.currency_rate if is_chosen else self.awarded_basis
        ordered = max(ordered, counted)
        return kept / ordered if ordered > 0 else 1.0
