# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class LoyaltyCard(models.Model):
    """Cards for many customers at once."""

    _inherit = "loyalty.card"

    @api.model
    def _get_cards(self, program, partners):
        """Return ``{partner id: card}`` on which points are booked; missing are made.

        As ``_get_card`` does for one, in the same number of queries for any number:
        the contact's own card first, then any card of the same customer.
        """
        cards = self.sudo()
        customers = {partner: partner.commercial_partner_id for partner in partners}
        pools = self.env["crm.loyalty.pool"]._get_pools(
            (program.id, customer.id) for customer in customers.values()
        )
        found = cards.search([("pool_id", "in", [pool.id for pool in pools.values()])])
        own = {card.partner_id.id: card for card in reversed(found)}
        shared = {card.pool_id.id: card for card in reversed(found)}
        chosen = {
            partner.id: own.get(partner.id)
            or shared.get(pools[program.id, customer.id].id)
            for partner, customer in customers.items()
        }
        missing = {
            customers[partner]: partner
            for partner in partners
            if not chosen[partner.id]
        }
        codes = self._get_free_codes(len(missing))
        made = cards.with_context(tracking_disable=True).create(
            [
                {"program_id": program.id, "partner_id": partner.id, "code": code}
                for partner, code in zip(missing.values(), codes, strict=True)
            ]
        )
        new = dict(zip(missing, made, strict=True))
        return {
            partner.id: chosen[partner.id] or new[customers[partner]]
            for partner in partners
        }

    @api.model
    def _get_free_codes(self, count):
        """Return ``count`` codes of which no card has one.

        There are four thousand million codes: among many cards two would soon be the
        same by chance, and the whole batch refused.
        """
        every = self.sudo().with_context(active_test=False)
        codes = set()
        while len(codes) < count:
            new = {self._generate_code() for _number in range(count - len(codes))}
            taken = every.search([("code", "in", list(new))]).mapped("code")
            codes |= new - set(taken)
        return sorted(codes)
