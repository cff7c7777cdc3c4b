# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from ...engine.ledger import EARNED, REDEEMED, find_movement
from .door import is_open, open_door


class SaleOrder(models.Model):
    """An order books the difference between what it gave and what it should give.

    Whatever happens to it (confirmed, lines changed, delivered, paid, refunded,
    cancelled, another customer), ``_sync_points`` asks what the order is worth now,
    compares it with the sum of its movements and books the rest. Called twice, the
    second time books nothing.
    """

    _inherit = "sale.order"

    def action_confirm(self):
        """Book what the orders give and spend; core's own writing is passed over.

        :raises ValidationError: a reward is paid from a card that has expired
        """
        self.order_line.filtered("points_cost").coupon_id.sudo()._check_valid()
        result = super(SaleOrder, open_door(self)).action_confirm()
        self._note_chosen_goods()
        self._sync_points()
        return result

    def _action_cancel(self):
        """Reverse what the orders gave and spent; core would delete their history."""
        result = super(SaleOrder, open_door(self))._action_cancel()
        self._sync_points()
        return result

    def _update_programs_and_rewards(self):
        """Book once, after core has taken lines apart and put them together again."""
        result = super(SaleOrder, open_door(self))._update_programs_and_rewards()
        if not is_open(self):
            self.filtered(lambda order: order.state == "sale")._sync_points()
        return result

    def _add_points_for_coupon(self, coupon_points):
        """Remember what points of a confirmed order, awarded belatedly, stand for."""
        known = self.coupon_point_ids
        result = super(SaleOrder, open_door(self))._add_points_for_coupon(coupon_points)
        if self.state == "sale":
            for entry in (self.coupon_point_ids - known).sudo():
                entry.basis = self._get_ordered_amount(entry.coupon_id.program_id)
        return result

    def write(self, vals):
        """A confirmed order of another customer gives its points to that customer."""
        result = super().write(vals)
        if "partner_id" in vals and not is_open(self):
            confirmed = self.filtered(lambda order: order.state == "sale")
            for order in confirmed:
                order._hand_award_over()
            confirmed._sync_points()
        return result

    def _hand_award_over(self):
        """Let the award point to a card of the present customer."""
        customer = self.partner_id.commercial_partner_id
        for entry in self.coupon_point_ids.sudo():
            pool = entry.coupon_id.pool_id
            if pool and pool.commercial_partner_id != customer:
                entry.coupon_id = self.env["loyalty.card"]._get_card(
                    pool.program_id, self.partner_id
                )

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        """Leave out what this order gives later, when it is paid or delivered."""
        points = super()._get_real_points_for_coupon(coupon, post_confirm)
        program = coupon.program_id
        if (
            self.state != "sale"
            and program.has_ledger
            and program.points_release != "confirmed"
            and program.applies_on != "future"
        ):
            entries = self.coupon_point_ids
            points -= sum(
                entries.filtered(lambda e: e.coupon_id == coupon).mapped("points")
            )
        return points

    def _compute_loyalty_data(self):
        """Show what an order gave and spent after reversals, not the turnover."""
        result = super()._compute_loyalty_data()
        booked = self.env["loyalty.history"]._get_booked_points(self)
        for order in self.filtered("loyalty_data"):
            rows = [row for key, row in booked.items() if key[0] == order.id]
            if rows:
                order.loyalty_data = order.loyalty_data | {
                    "issued": sum(
                        row["points"] + row["pending"]
                        for row in rows
                        if row["event"] == EARNED
                    ),
                    "cost": -sum(
                        row["points"] for row in rows if row["event"] == REDEEMED
                    ),
                }
        return result

    # -------------------------------------------------------------------- steps

    def _sync_points(self):
        """Book what is missing between these orders' movements and their worth."""
        if not self:
            return self.env["loyalty.history"]
        wanted = self.sudo()._get_points_targets()
        booked = self.env["loyalty.history"]._get_booked_points(self)
        entries = [
            self._prepare_points_entry(key, wanted.get(key), booked.get(key))
            for key in sorted(wanted.keys() | booked.keys())
        ]
        return (
            self.env["loyalty.history"]
            .sudo()
            ._post([entry for entry in entries if entry])
        )

    def _prepare_points_entry(self, key, want, have):
        order_id, pool_id, event = key
        movement = find_movement(
            (have["points"], have["pending"]) if have else (0.0, 0.0),
            (want.points, want.pending) if want else (0.0, 0.0),
            is_spending=event == REDEEMED,
        )
        if not movement:
            return None
        order = self.browse(order_id)
        place = have["count"] if have else 0
        history = self.env["loyalty.history"].sudo()
        cards = self.env["loyalty.card"].sudo()
        is_reversed = have and movement.kind == "reverse"
        entry = {
            "card": want.card if want else cards.browse(have["card_id"]),
            "pool": self.env["crm.loyalty.pool"].browse(pool_id),
            "kind": movement.kind,
            "event": event,
            "issued": movement.issued,
            "used": movement.used,
            "pending": movement.pending,
            "key": f"sale.order:{order_id}:{pool_id}:{event}:{place}",
            "source": order,
            "description": self.env._("Order %(name)s", name=order.name),
            "tier": order.awarded_tier_id,
            "multiplier": order.awarded_multiplier if event == EARNED else None,
            "reverses": history.browse(have["first_id"]) if is_reversed else None,
        }
        if have and movement.kind == "earn":
            entry |= history._prepare_given_again(order, have)
        return entry
