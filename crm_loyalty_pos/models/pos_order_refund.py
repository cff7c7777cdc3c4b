# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from odoo.addons.crm_loyalty.engine.ledger import EARNED, REDEEMED, find_movement


class PosOrder(models.Model):
    """What comes back to the counter takes back what it gave.

    An order that keeps two thirds of its goods keeps two thirds of its points; a
    reward that is given back gives back its share of what it cost.
    """

    _inherit = "pos.order"

    def action_pos_order_paid(self):
        result = super().action_pos_order_paid()
        refunded = self.sudo().lines.refunded_orderline_id.order_id
        refunded._sync_counter_points()
        return result

    def _sync_counter_points(self):
        """Book the difference between what these orders moved and what they keep."""
        if not self:
            return
        entries = []
        booked = self.env["loyalty.history"]._get_booked_points(self)
        for (order_id, pool_id, event), row in booked.items():
            order = self.browse(order_id)
            pool = self.env["crm.loyalty.pool"].browse(pool_id)
            movement = find_movement(
                (row["points"], row["pending"]),
                order._get_points_target(pool, event, row["first_points"]),
                is_spending=event == REDEEMED,
            )
            if movement:
                entries.append(order._prepare_sync_entry(pool, event, row, movement))
        self.env["loyalty.history"]._post(entries)

    def _get_points_target(self, pool, event, points):
        """Return (points, pending) of what is left of the ``points`` of the sale."""
        kept = self._get_points_kept(pool, event, points)
        if event == REDEEMED:
            return kept, 0.0
        program = pool.program_id.with_context(active_test=False)
        released = self._get_points_released(program, points, kept)
        return released, kept - released

    def _prepare_sync_entry(self, pool, event, row, movement):
        history = self.env["loyalty.history"]
        first = history.browse(row["first_id"])
        sign = -1 if event == REDEEMED else 1
        change = movement.issued - movement.used + movement.pending
        description = (
            self.env._("Counter refund of %(name)s", name=self.name)
            if change * sign < 0
            else self.env._("Counter sale %(name)s", name=self.name)
        )
        entry = {
            "card": first.card_id,
            "pool": pool,
            "kind": movement.kind,
            "event": event,
            "issued": movement.issued,
            "used": movement.used,
            "pending": movement.pending,
            "key": f"pos.order:{self.id}:{pool.id}:{event}:{row['count']}",
            "source": self,
            "description": description,
            "tier": first.tier_id,
            "multiplier": first.multiplier or None,
            "reverses": first if movement.kind == "reverse" else None,
            "may_owe": True,
        }
        if movement.kind == "earn":
            entry |= history._prepare_given_again(self, row)
        return entry

    def _get_points_kept(self, pool, event, points):
        """Return what of ``points`` this order still gives or costs."""
        program = pool.program_id.with_context(active_test=False)
        if event == REDEEMED:
            lines = self.lines.filtered(lambda line: line.coupon_id.pool_id == pool)
            shares = lines._get_kept_shares()
            return -program._cut_points(
                sum(line.points_cost * share for line, share in shares.items())
            )
        shares = self._get_giving_lines(program)._get_kept_shares()
        sold = sum(line.price_subtotal_incl for line in shares)
        kept = sum(line.price_subtotal_incl * share for line, share in shares.items())
        if self.currency_id.is_zero(kept - sold):
            return points
        if program._counts_orders():
            return points if kept else 0.0
        return program._cut_points(points * kept / sold)

    def _get_giving_lines(self, program):
        """Return the lines with goods for which ``program`` gives points."""
        lines = self._get_sold_lines()
        if not program._has_chosen_goods():
            return lines
        valid = program._get_valid_products(lines.product_id).values()
        return lines.filtered(
            lambda line: any(line.product_id in products for products in valid)
        )

    def _get_points_taken_back(self, pool):
        """Return what this refund takes from ``pool``, of what the goods had given."""
        taken = 0.0
        orders = self.lines.refunded_orderline_id.order_id
        booked = self.env["loyalty.history"]._get_booked_points(orders)
        for (order_id, pool_id, event), row in booked.items():
            if (pool_id, event) == (pool.id, EARNED):
                now = orders.browse(order_id)
                before = now.with_context(without_refund=self.id)
                taken += before._get_points_kept(pool, event, row["first_points"])
                taken -= now._get_points_kept(pool, event, row["first_points"])
        return taken

    def _get_exchange_rate(self, program):
        """Return how much is sold here for one of what comes back, among giving goods.

        By price; where a programme counts units, by units.
        """
        modes = set(program.rule_ids.mapped("reward_point_mode"))
        measure = "qty" if modes == {"unit"} else "price_subtotal_incl"
        giving = self.env["pos.order.line"]
        for order in self.lines.refunded_orderline_id.order_id:
            giving |= order._get_giving_lines(program)
        back = self.lines.filtered(lambda line: line.refunded_orderline_id in giving)
        returned = -sum(back.mapped(measure))
        sold = sum(self._get_giving_lines(program).mapped(measure))
        return sold / returned if returned > 0 else 0.0
