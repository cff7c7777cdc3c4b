# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class LoyaltyCard(models.Model):
    """Agents redeem benefits from the card."""

    _inherit = "loyalty.card"

    redemption_count = fields.Integer(
        "Redemptions", compute="_compute_redemption_count", compute_sudo=True
    )
    can_redeem = fields.Boolean(compute="_compute_can_redeem")

    @api.depends("pool_id")
    def _compute_redemption_count(self):
        groups = self.env["crm.loyalty.redemption"]._read_group(
            [("pool_id", "in", self.pool_id.ids)], ["pool_id"], ["__count"]
        )
        counts = {pool.id: count for pool, count in groups}
        for card in self:
            card.redemption_count = counts.get(card.pool_id.id, 0)

    @api.depends("pool_id", "active")
    @api.depends_context("uid")
    def _compute_can_redeem(self):
        is_agent = self.env.user.has_group("crm_loyalty.group_agent")
        for card in self:
            card.can_redeem = bool(
                is_agent and card.active and card.pool_id.commercial_partner_id
            )

    def action_redeem(self):
        """Button: choose a benefit for the customer of this card.

        :raises AccessError: the user is no loyalty agent
        """
        self.ensure_one()
        self.env["crm.loyalty.benefit"]._check_may_redeem()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Redeem points"),
            "res_model": "crm.loyalty.redeem",
            "view_mode": "form",
            "target": "new",
            "context": {"default_card_id": self.id},
        }

    def action_view_redemptions(self):
        """Button: open what the customer redeemed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_loyalty.crm_loyalty_redemption_action"
        )
        return {
            **action,
            "domain": [("pool_id", "=", self.pool_id.id)],
            "context": {},
        }
