from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """A reward per point remembers how many points the customer wishes to use."""

    _inherit = "sale.order.line"

    points_wished = fields.Float(
        "Points to use",
        readonly=True,
        copy=False,
        help="0: as many as the order can use.",
    )
    has_points_choice = fields.Boolean(compute="_compute_has_points_choice")

    _points_wished_positive = models.Constraint(
        "CHECK(points_wished >= 0)", "Use 0 points or more."
    )

    @api.depends("reward_id", "points_cost", "state")
    def _compute_has_points_choice(self):
        """One line of a reward carries its cost; the choice is made there."""
        for line in self:
            line.has_points_choice = bool(
                line.points_cost
                and line.state in ("draft", "sent")
                and line.reward_id._takes_any_points()
            )

    def _get_points_at_hand(self):
        """Return how many points this line's reward could use at most."""
        self.ensure_one()
        free = self.order_id._get_real_points_for_coupon(self.coupon_id)
        return free + self.points_cost

    def _wish_points(self, points):
        """Use ``points`` for this line's reward, 0 for all; the discount follows.

        :raises ValidationError: fewer than the reward takes, more than there are, or
            more exact than the programme counts
        """
        self.ensure_one()
        if points:
            self.reward_id._check_points_wished(points, self._get_points_at_hand())
        code = self.reward_identifier_code
        lines = self.order_id.order_line
        lines = lines.filtered(lambda line: line.reward_identifier_code == code)
        lines.points_wished = points
        self.order_id._update_programs_and_rewards()

    def action_choose_points(self):
        """Button: ask how many points this reward shall use."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Points to use"),
            "res_model": "crm.loyalty.points.choice",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_id": self.id},
        }
