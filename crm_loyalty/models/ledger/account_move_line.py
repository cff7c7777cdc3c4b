# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AccountMoveLine(models.Model):
    """Invoices that are settled by a credit note and an entry release points too.

    Core calls them reversed, not paid.
    """

    _inherit = "account.move.line"

    def _reconcile_post_hook(self, data):
        result = super()._reconcile_post_hook(data)
        data["not_paid_invoices"].filtered(
            lambda move: move.payment_state == "reversed"
        )._sync_order_points()
        return result
