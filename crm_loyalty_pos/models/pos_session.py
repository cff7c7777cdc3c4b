# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class PosSession(models.Model):
    """A register that is closed notes which entry holds the debt of which sale."""

    _inherit = "pos.session"

    def _create_pay_later_receivable_lines(self, data):
        """Core writes one entry per method, then one per payment, in this order."""
        data = super()._create_pay_later_receivable_lines(data)
        owed = self._get_closed_orders().filtered(lambda order: not order.is_invoiced)
        by_method = owed.payment_ids.grouped("payment_method_id")
        groups = [by_method[method] for method in data["combine_receivables_pay_later"]]
        groups += data["split_receivables_pay_later"]
        lines = data["pay_later_move_lines"]
        if len(groups) == len(lines):  # nobody else writes entries here
            for payments, line in zip(groups, lines, strict=True):
                payments.sudo().debt_line_id = line
        return data
