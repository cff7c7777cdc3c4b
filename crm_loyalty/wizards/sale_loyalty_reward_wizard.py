from odoo import api, fields, models

from ..models.spending.sale_order_points import WISHES


class SaleLoyaltyRewardWizard(models.TransientModel):
    """Rewards per point ask how many points the customer wishes to use."""

    _inherit = "sale.loyalty.reward.wizard"

    has_points_choice = fields.Boolean(compute="_compute_points_choice")
    uses_all_points = fields.Boolean("As many as the order can use", default=True)
    points_at_hand = fields.Char("Points at hand", compute="_compute_points_choice")
    points_to_use = fields.Float()

    @api.depends("selected_reward_id")
    def _compute_points_choice(self):
        for wizard in self:
            reward = wizard.selected_reward_id
            wizard.has_points_choice = bool(reward) and reward._takes_any_points()
            wizard.points_at_hand = wizard.has_points_choice and reward._format_points(
                wizard._get_points_at_hand()
            )

    def _get_points_at_hand(self):
        return self.order_id._get_real_points_for_coupon(self._get_coupon())

    def _get_coupon(self):
        """Return the card that core will take for the selected reward."""
        claimable = self.order_id._get_claimable_rewards()
        for coupon, rewards in claimable.items():
            if self.selected_reward_id in rewards:
                return coupon
        return self.env["loyalty.card"]

    def action_apply(self):
        """Apply the reward with the points that were wished.

        :raises ValidationError: there are not so many points, or the reward takes more
        """
        self.ensure_one()
        reward = self.selected_reward_id
        if self.uses_all_points or not self.has_points_choice:
            return super().action_apply()
        reward._check_points_wished(self.points_to_use, self._get_points_at_hand())
        wishes = {(reward.id, self._get_coupon().id): [self.points_to_use]}
        wizard = self.with_context(**{WISHES: wishes})
        return super(SaleLoyaltyRewardWizard, wizard).action_apply()
