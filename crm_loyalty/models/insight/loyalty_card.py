# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class LoyaltyCard(models.Model):
    """What a card's form tells of its customer's balance."""

    _inherit = "loyalty.card"

    has_ledger = fields.Boolean(related="program_id.has_ledger")
    movement_ids = fields.One2many(related="pool_id.history_ids", string="Movements")
    open_lot_ids = fields.Many2many(
        related="pool_id.open_lot_ids", string="Lots with points left"
    )
    pool_card_ids = fields.One2many(
        related="pool_id.card_ids", string="Cards of this balance"
    )
    pool_card_count = fields.Integer(related="pool_id.card_count")
    pending_display = fields.Char(related="pool_id.pending_display", string="Pending")
    debt_note = fields.Char(related="pool_id.debt_note")
