# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AccountMove(models.Model):
    """Invoices that are paid release points; credit notes take them back."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._sync_order_points()
        return posted

    def button_draft(self):
        """A credit note that is taken back gives the points again."""
        result = super().button_draft()
        self._sync_order_points()
        return result

    def button_cancel(self):
        """An invoice that is cancelled no longer releases points."""
        result = super().button_cancel()
        self._sync_order_points()
        return result

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._sync_order_points()
        return result

    def _sync_order_points(self):
        """Book what posted, paid and withdrawn invoices change for their orders."""
        orders = self.sudo().line_ids.sale_line_ids.order_id
        orders.filtered(lambda order: order.state == "sale")._sync_points()
