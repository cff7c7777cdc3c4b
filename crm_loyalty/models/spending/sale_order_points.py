from collections import defaultdict

from odoo import fields, models

WISHES = "crm_loyalty_points_wished"
AT_HAND = "crm_loyalty_points_at_hand"


class SaleOrder(models.Model):
    """Rewards per point use as many points as the customer wishes, not only all.

    The wish stands on the reward's lines. Core takes the lines apart and computes each
    reward anew whenever the order changes; the wishes are collected before and handed
    to the computation in the same order.
    """

    _inherit = "sale.order"

    def action_open_reward_wizard(self):
        """Ask for the points too; core applies an only reward without asking."""
        self._update_programs_and_rewards()
        claimable = self._get_claimable_rewards().values()
        rewards = self.env["loyalty.reward"].union(*claimable)
        if not any(reward._takes_any_points() for reward in rewards):
            return super().action_open_reward_wizard()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sale_loyalty.sale_loyalty_reward_wizard_action"
        )
        only = rewards.id if len(rewards) == 1 else False
        context = {"active_id": self.id, "default_selected_reward_id": only}
        return {**action, "context": context}

    def _update_programs_and_rewards(self):
        wishes = self._get_points_wishes()
        order = self.with_context(**{WISHES: wishes}) if wishes else self
        return super(SaleOrder, order)._update_programs_and_rewards()

    def _get_points_wishes(self):
        """Return ``{(reward id, card id): [points, …]}``, one for each time."""
        wishes, seen = defaultdict(list), set()
        for line in self.order_line:
            code = line.reward_identifier_code
            if not line.reward_id or not line.coupon_id or code in seen:
                continue
            seen.add(code)
            wishes[line.reward_id.id, line.coupon_id.id].append(line.points_wished)
        return wishes if any(map(any, wishes.values())) else None

    def _get_reward_line_values(self, reward, coupon, **kwargs):
        """Note the wish on the lines, so that the next computation finds it."""
        if "points_wished" not in kwargs:
            waiting = (self.env.context.get(WISHES) or {}).get((reward.id, coupon.id))
            kwargs["points_wished"] = waiting.pop(0) if waiting else 0.0
        values = super()._get_reward_line_values(reward, coupon, **kwargs)
        return [{**line, "points_wished": kwargs["points_wished"]} for line in values]

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        points = super()._get_real_points_for_coupon(coupon, post_confirm)
        limit = self.env.context.get(AT_HAND)
        return points if limit is None else limit

    def _get_reward_values_discount(self, reward, coupon, points_wished=0.0, **kwargs):
        """Let rewards per point cost whole steps of the programme, and what is wished.

        Core gives the discount of all points, in multiples of the least number; here it
        is cut to the points that shall be used.
        """
        if not reward._takes_any_points():
            return super()._get_reward_values_discount(reward, coupon, **kwargs)
        points = self._get_real_points_for_coupon(coupon)
        order = self
        if points_wished:
            points = min(points_wished, points)
            enough = reward._round_points_up(points)
            order = self.with_context(**{AT_HAND: enough})
        lines = super(SaleOrder, order)._get_reward_values_discount(
            reward, coupon, **kwargs
        )
        return self._cut_reward_lines(reward, lines, points)

    def _cut_reward_lines(self, reward, lines, points):
        """Cut the discount of ``lines`` to what ``points``, and whole steps, give.

        :param lines: values of order lines, as core computes them for at least as many
            points, in multiples of what the reward takes at least
        """
        cost = sum(line["points_cost"] for line in lines)
        if not cost or cost == reward._cut_points(min(points, cost)):
            return lines
        rate = self._convert_reward(reward, reward.discount)
        given = min(
            self._get_reward_cap(reward), rate * reward._round_points_up(points)
        )
        cost = reward._cut_points(min(points, given / rate))
        for line in lines:
            line["price_unit"] *= cost * rate / given
            if line["points_cost"]:
                line["points_cost"] = cost
        return lines

    def _get_reward_cap(self, reward):
        """Return the discount that the order can take at most, taxes included."""
        discountable = {
            "order": self._discountable_order,
            "specific": self._discountable_specific,
            "cheapest": self._discountable_cheapest,
        }[reward.discount_applicability](reward)[0]
        most = self._convert_reward(reward, reward.discount_max_amount)
        return min(discountable, self.amount_total, most or discountable)

    def _convert_reward(self, reward, amount):
        return reward.currency_id._convert(
            amount, self.currency_id, self.company_id, fields.Date.today(), round=False
        )
