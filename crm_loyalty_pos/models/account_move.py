# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import models

from odoo.addons.crm_loyalty.engine.ledger import find_credited_shares


class AccountMove(models.Model):
    """Credit notes on invoices of the counter take back what its sales gave."""

    _inherit = "account.move"

    def _sync_order_points(self):
        """Also book what this changes for sales at the counter."""
        result = super()._sync_order_points()
        moves = self.sudo()
        (moves | moves.reversed_entry_id).pos_order_ids._sync_counter_points()
        return result

    def _get_credited_shares(self):
        """Return ``{product: share}`` of this invoice that accounting credited.

        What a credit note says beyond the invoice, or without a product, is a part of
        everything. Credit notes that a counter wrote are left out: its refund counts.
        """
        self.ensure_one()
        notes = self._get_posted_refunds().filtered(lambda note: not note.pos_order_ids)
        if not notes:
            return {}
        measure = (
            "balance" if notes.currency_id - self.currency_id else "price_subtotal"
        )
        return find_credited_shares(
            self._get_amounts_by_product(measure),
            notes._get_amounts_by_product(measure),
        )

    def _get_amounts_by_product(self, measure):
        amounts = defaultdict(float)
        for line in self.invoice_line_ids:
            if line.display_type == "product":
                sign = line.move_id.direction_sign if measure == "balance" else 1
                amounts[line.product_id] += sign * line[measure]
        return amounts
