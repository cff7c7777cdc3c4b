# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AccountMoveLine(models.Model):
    """Open items are few among many lines: this index holds only them."""

    _inherit = "account.move.line"

    _open_customer = models.Index(
        """(company_id, partner_id)
        INCLUDE (account_id, date_maturity, date, amount_residual)
        WHERE display_type = 'payment_term'
          AND parent_state = 'posted'
          AND reconciled IS NOT TRUE"""
    )
