from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import float_round


class LoyaltyReward(models.Model):
    """Rewards per point may use any number of points."""

    _inherit = "loyalty.reward"

    def _takes_any_points(self):
        """Tell whether the customer chooses how many points this reward uses.

        A reward that clears the balance takes all there is, by definition.
        """
        return (
            self.reward_type == "discount"
            and self.discount_mode == "per_point"
            and not self.clear_wallet
            and self.program_id.has_ledger
        )

    def _cut_points(self, points):
        """Return ``points`` as exact as they are counted: money, or points."""
        program = self.program_id
        if program.is_payment_program:
            return program.currency_id.round(points)
        return program._cut_points(points)

    def _round_points_up(self, points):
        """Return the least number that core gives which is ``points`` or more."""
        if self.program_id.is_payment_program:
            return points
        return float_round(
            points, precision_rounding=self.required_points, rounding_method="UP"
        )

    def _check_points_wished(self, points, at_hand):
        """Refuse to use a number of points that the reward or the card has not.

        :param at_hand: what the customer has for it
        :raises ValidationError: a sentence with the numbers that are possible
        """
        self.ensure_one()
        cut = self._cut_points(points)
        if (
            self._takes_any_points()
            and self.required_points <= points <= at_hand
            and abs(cut - points) < 1e-6
        ):
            return
        raise ValidationError(
            self.env._(
                "“%(reward)s” can use from %(least)s to %(most)s here, not %(points)s.",
                reward=self.description,
                least=self._format_points(self.required_points),
                most=self._format_points(self._cut_points(at_hand)),
                points=points,
            )
        )

    def _format_points(self, points):
        card = self.env["loyalty.card"].new({"program_id": self.program_id.id})
        return card._format_points(points)
