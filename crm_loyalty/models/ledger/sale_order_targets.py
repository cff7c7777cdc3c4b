# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from dataclasses import dataclass

from odoo import fields, models

from ...engine.ledger import EARNED, REDEEMED, find_kept


@dataclass
class Goods:
    """Amounts of an order's goods, untaxed, in its currency."""

    ordered: float = 0.0
    kept: float = 0.0
    paid: float = 0.0
    delivered: float = 0.0


@dataclass
class Target:
    """What an order should have moved on one balance."""

    card: object
    points: float = 0.0
    pending: float = 0.0


class SaleOrder(models.Model):
    """What an order gives and spends as it stands now.

    Points follow the money: an order that keeps two thirds of the goods it was awarded
    for keeps two thirds of its points, whatever took the rest away.
    """

    _inherit = "sale.order"

    awarded_basis = fields.Monetary(
        "Goods at confirmation",
        readonly=True,
        copy=False,
        help="Untaxed amount of the goods for which the points were awarded.",
    )

    def _prepare_award_values(self):
        basis = self._get_ordered_amount()
        return super()._prepare_award_values() | {"awarded_basis": basis}

    def _get_points_targets(self):
        """Return ``{(order id, pool id, event): Target}`` of confirmed orders."""
        targets = {}
        confirmed = self.filtered(lambda order: order.state == "sale")
        goods = confirmed._get_goods_amounts()
        for order in confirmed:
            for entry in order.coupon_point_ids:
                if entry.coupon_id.pool_id:
                    order._add_earned_target(targets, entry, goods[order])
            for line in order.order_line.filtered("points_cost"):
                if line.coupon_id.pool_id:
                    order._add_redeemed_target(targets, line, goods[order])
        return targets

    def _add_earned_target(self, targets, entry, goods):
        card = entry.coupon_id
        if card.program_id._has_chosen_goods():
            goods = self._get_goods_amounts(card.program_id)[self]
        points, released = self._get_kept_points(entry, goods)
        key = (self.id, card.pool_id.id, EARNED)
        target = targets.setdefault(key, Target(card))
        target.points += released
        target.pending += points - released

    def _get_kept_points(self, entry, goods):
        """Return (all points that the order still gives, those that can be spent)."""
        program = entry.coupon_id.program_id
        basis = entry.basis or self.awarded_basis
        ready = {
            "confirmed": goods.kept,
            "paid": min(goods.paid, goods.kept),
            "delivered": min(goods.delivered, goods.kept),
        }[program.points_release]
        rules = program.with_context(active_test=False).rule_ids
        if not basis or set(rules.mapped("reward_point_mode")) == {"order"}:
            keeps = not basis or goods.kept > 0
            points = entry.points if keeps else 0.0
            return points, points if ready >= goods.kept else 0.0
        return tuple(
            entry.points
            if self.currency_id.is_zero(amount - basis)
            else program._cut_points(entry.points * amount / basis)
            for amount in (goods.kept, ready)
        )

    def _add_redeemed_target(self, targets, line, goods):
        card = line.coupon_id
        key = (self.id, card.pool_id.id, REDEEMED)
        target = targets.setdefault(key, Target(card))
        ordered, kept = line.price_subtotal, line._get_kept_amount()
        if not ordered:
            ordered, kept = self.awarded_basis, min(goods.kept, self.awarded_basis)
        if ordered and kept != ordered:
            target.points -= card.program_id._cut_points(
                line.points_cost * kept / ordered
            )
        else:
            target.points -= line.points_cost

    # -------------------------------------------------------------------- goods

    def _get_goods_amounts(self, program=None):
        """Return ``{order: Goods}``; rewards are no goods.

        :param program: leave out what gives no points in this programme
        """
        amounts = defaultdict(Goods)
        invoiced = self.order_line._get_invoiced_amounts()
        for order in self:
            goods = amounts[order]
            for line in order._get_goods_lines(program):
                ordered = line.price_subtotal
                bill = invoiced.get(line.id, (0.0, 0.0, 0.0))
                goods.ordered += ordered
                goods.kept += find_kept(ordered, *bill[:2])
                goods.paid += bill[2]
                goods.delivered += ordered * line._get_delivered_share()
        return amounts

    def _get_ordered_amount(self, program=None):
        """Return the amount of this order's goods, whatever was invoiced of it."""
        return sum(self._get_goods_lines(program).mapped("price_subtotal"))

    def _get_goods_lines(self, program=None):
        lines = self.order_line.filtered(
            lambda line: not (line.display_type or line.reward_id)
        )
        if not program:
            return lines
        program = program.with_context(active_test=False)  # it may have ended
        valid = program._get_valid_products(lines.product_id).values()
        return lines.filtered(
            lambda line: any(line.product_id in products for products in valid)
        )

    def _note_chosen_goods(self):
        """Remember which goods gave points where a programme counts only some."""
        for entry in self.coupon_point_ids.sudo():
            program = entry.coupon_id.program_id
            if program.has_ledger and program._has_chosen_goods():
                entry.basis = entry.order_id._get_ordered_amount(program)
