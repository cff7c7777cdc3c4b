# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain

SHOWN_MOVEMENTS = 10


class ResPartner(models.Model):
    """Contacts show their customer's points, programme by programme."""

    _inherit = "res.partner"

    loyalty_pool_ids = fields.Many2many(
        "crm.loyalty.pool",
        string="Points per program",
        compute="_compute_loyalty_pool_ids",
        compute_sudo=True,
        groups="crm_loyalty.group_user",
    )
    loyalty_movement_ids = fields.Many2many(
        "loyalty.history",
        string="Last movements of points",
        compute="_compute_loyalty_movement_ids",
        compute_sudo=True,
        groups="crm_loyalty.group_user",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids")
    def _compute_loyalty_pool_ids(self):
        pools = self._get_loyalty_pools(self.env.companies)
        for partner in self:
            partner.loyalty_pool_ids = pools.get(
                partner.commercial_partner_id, self.env["crm.loyalty.pool"]
            )

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids")
    def _compute_loyalty_movement_ids(self):
        found = self.loyalty_pool_ids._get_last_movements(SHOWN_MOVEMENTS)
        for partner in self:
            partner.loyalty_movement_ids = found.get(
                partner.commercial_partner_id, self.env["loyalty.history"]
            )

    def _compute_count_active_cards(self):
        """A contact whose company holds the card has it too: they share the balance."""
        result = super()._compute_count_active_cards()
        for partner in self.filtered("loyalty_points"):
            cards = partner.loyalty_pool_ids.card_ids
            partner.loyalty_card_count = partner.loyalty_card_count or len(cards)
        return result

    def action_view_loyalty_cards(self):
        """Open the cards of these contacts, and those whose balance they share."""
        action = super().action_view_loyalty_cards()
        pools = self.sudo().loyalty_pool_ids
        action["domain"] = ["|", *action["domain"], ("pool_id", "in", pools.ids)]
        return action

    def _get_loyalty_pools(self, companies):
        """Return ``{customer: balances}`` in the programmes of ``companies``."""
        pools = self.env["crm.loyalty.pool"].search(
            Domain("commercial_partner_id", "in", self.commercial_partner_id.ids)
            & Domain("company_id", "in", [False, *companies.ids])
        )
        return pools.grouped("commercial_partner_id")
