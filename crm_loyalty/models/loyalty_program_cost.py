# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

CASH_MODES = ("per_point", "per_order")


class LoyaltyProgram(models.Model):
    """What a programme's points cost for each unit of revenue, before any tier."""

    _inherit = "loyalty.program"

    @api.model
    def _get_collecting(self, company):
        """Return the programmes whose points a tier multiplies in ``company``."""
        programs = self.search([("company_id", "in", (False, company.id))])
        return programs.filtered(
            lambda program: program.is_collecting and program.is_tier_multiplied
        )

    def _get_cost_share(self):
        """Return the cost of points per unit of revenue: 0.05 stands for 5 %.

        Points for money spent, at what the best cash reward gives for them; rewards in
        percent or goods have no price here and count 0.
        """
        self.ensure_one()
        per_money = sum(
            self.rule_ids.filtered(
                lambda rule: rule.reward_point_mode == "money"
            ).mapped("reward_point_amount")
        )
        return per_money * self._get_point_worth()

    def _get_point_worth(self):
        """Return what one point gives, in the programme's currency.

        Points per money and money per point cancel out, so the currency does not
        matter for a share of the revenue.
        """
        rewards = self.reward_ids.filtered(
            lambda row: (
                row.reward_type == "discount" and row.discount_mode in CASH_MODES
            )
        )
        return max(
            (
                row.discount
                if row.discount_mode == "per_point"
                else row.discount / row.required_points
                for row in rewards
            ),
            default=0.0,
        )
