# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class LoyaltyCard(models.Model):
    """A card shows the tier of its holder in the current company."""

    _inherit = "loyalty.card"

    tier_id = fields.Many2one(related="partner_id.tier_id", string="Value tier")

    @api.model
    def _get_points_by_partner(self, partners, companies):
        """Return ``{partner id: points}`` for those whose customer holds a card.

        A company and its contacts share one balance per programme; the programmes of
        ``companies`` count, and those that are valid everywhere.
        """
        customers = partners.commercial_partner_id
        pools = self.env["crm.loyalty.pool"].search(
            Domain("program_id.program_type", "=", "loyalty")
            & Domain("program_id.active", "=", True)
            & Domain("company_id", "in", [False, *companies.ids])
            & Domain("commercial_partner_id", "in", customers.ids)
        )
        points = defaultdict(float)
        for pool in pools:
            points[pool.commercial_partner_id] += pool.points
        return {
            partner.id: points[partner.commercial_partner_id]
            for partner in partners
            if partner.commercial_partner_id in points
        }
