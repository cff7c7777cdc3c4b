# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib

from odoo import fields, models


class CrmLoyaltyImportLine(models.Model):
    """One line of an import: what stood in the file, and what became of it."""

    _name = "crm.loyalty.import.line"
    _description = "Line of imported balances"
    _order = "import_id, number"
    _rec_name = "customer"

    import_id = fields.Many2one(
        "crm.loyalty.import", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="import_id.company_id")
    number = fields.Integer("Line", readonly=True)
    customer = fields.Char(readonly=True)
    program = fields.Char("Program in the file", readonly=True)
    points_text = fields.Char("Points in the file", readonly=True)
    expiry = fields.Char("Day in the file", readonly=True)
    note = fields.Char(readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Booked for", readonly=True, index=True, ondelete="set null"
    )
    program_id = fields.Many2one("loyalty.program", readonly=True, ondelete="restrict")
    points = fields.Float(readonly=True)
    is_dated = fields.Boolean("Own day", readonly=True)
    expires_on = fields.Date("Valid until", readonly=True)
    state = fields.Selection(
        [
            ("ready", "Ready"),
            ("refused", "Refused"),
            ("before", "Booked before"),
            ("booked", "Booked"),
        ],
        default="ready",
        required=True,
        readonly=True,
    )
    message = fields.Char("In words", readonly=True)
    history_id = fields.Many2one(
        "loyalty.history", "Movement", readonly=True, ondelete="set null"
    )

    def _book(self):
        """Book these lines: one movement and one lot each, each once."""
        cards = self._get_cards()
        entries = [line._prepare_entry(cards) for line in self]
        booked = self.env["loyalty.history"].sudo()._post(entries)
        for line, movement in zip(self, booked, strict=True):
            line.write({"state": "booked", "history_id": movement.id})

    def _get_cards(self):
        """Return ``{(programme id, customer id): card}``; missing cards are made."""
        keys = {line._get_pool_key(): line for line in self}
        pools = self.env["crm.loyalty.pool"].sudo()._get_pools(keys)
        cards = self.env["loyalty.card"].sudo()
        found = {}
        for card in cards.search(
            [("pool_id", "in", [pool.id for pool in pools.values()])], order="id desc"
        ):
            found[card.pool_id.id] = card
        missing = [key for key, pool in pools.items() if pool.id not in found]
        made = cards.with_context(tracking_disable=True).create(
            [
                {"program_id": key[0], "partner_id": keys[key].partner_id.id}
                for key in missing
            ]
        )
        for card in made:
            found[card.pool_id.id] = card
        return {key: found[pool.id] for key, pool in pools.items()}

    def _get_pool_key(self):
        return (self.program_id.id, self.partner_id.commercial_partner_id.id)

    def _prepare_entry(self, cards):
        day = (self.expires_on or "never") if self.is_dated else ""
        content = "|".join(
            map(str, [self.import_id.name.strip().lower(), *self._get_pool_key(), day])
        )
        digest = hashlib.sha256(content.encode()).hexdigest()[:32]
        entry = {
            "card": cards[self._get_pool_key()],
            "kind": "opening",
            "event": "opening",
            "issued": self.points,
            "description": self.note or self.import_id.name,
            "reason": self.import_id.name,
            "key": f"import:{self.company_id.id}:{digest}",
        }
        return entry | ({"expires_on": self.expires_on} if self.is_dated else {})
