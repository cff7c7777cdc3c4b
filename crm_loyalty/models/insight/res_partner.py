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

    def _get_loyalty_pools(self, companies):
        """Return ``{customer: balances}`` in the programmes of ``companies``."""
        pools = self.env["crm.loyalty.pool"].search(
            Domain("commercial_partner_id", "in", self.commercial_partner_id.ids)
            & Domain("company_id", "in", [False, *companies.ids])
        )
        return pools.grouped("commercial_partner_id")
