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
        """Return ``{partner id: points}`` for those who hold a loyalty card.

        A partner's points include those of the contacts below; the cards of
        ``companies`` count, and cards that are valid everywhere.
        """
        members = partners.with_context(active_test=False)._search(
            Domain("id", "child_of", partners.ids)
        )
        groups = self._read_group(
            Domain("program_id.program_type", "=", "loyalty")
            & Domain("program_id.active", "=", True)
            & Domain("company_id", "in", [False, *companies.ids])
            & Domain("partner_id", "in", members),
            ["partner_id"],
            ["points:sum"],
        )
        points = defaultdict(float)
        for holder, total in groups:
            while holder:
                points[holder] += total
                holder = holder.parent_id
        return {
            partner.id: points[partner] for partner in points.keys() & set(partners)
        }
