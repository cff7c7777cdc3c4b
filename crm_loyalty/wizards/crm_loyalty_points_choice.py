from odoo import api, fields, models


class CrmLoyaltyPointsChoice(models.TransientModel):
    """Asks how many points a reward on a quotation shall use."""

    _name = "crm.loyalty.points.choice"
    _description = "Points that a reward uses"

    line_id = fields.Many2one("sale.order.line", required=True, ondelete="cascade")
    reward = fields.Char(related="line_id.reward_id.description")
    uses_all_points = fields.Boolean(
        "As many as the order can use",
        compute="_compute_choice",
        store=True,
        readonly=False,
    )
    points_at_hand = fields.Char("Points at hand", compute="_compute_points_at_hand")
    points_to_use = fields.Float(compute="_compute_choice", store=True, readonly=False)

    @api.depends("line_id")
    def _compute_choice(self):
        for wizard in self:
            line = wizard.line_id
            wizard.uses_all_points = not line.points_wished
            wizard.points_to_use = line.points_wished or line.points_cost

    @api.depends("line_id")
    def _compute_points_at_hand(self):
        for wizard in self:
            line = wizard.line_id
            wizard.points_at_hand = line.reward_id._format_points(
                line._get_points_at_hand()
            )

    def action_apply(self):
        """Button: the reward's cost and discount follow.

        :raises ValidationError: there are not so many points, or the reward takes more
        """
        self.ensure_one()
        self.line_id._wish_points(0.0 if self.uses_all_points else self.points_to_use)
