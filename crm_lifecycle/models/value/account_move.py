# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AccountMove(models.Model):
    """Invoices are the facts; this index lets the night read them alone."""

    _inherit = "account.move"

    _customer_revenue = models.Index(
        """(company_id, commercial_partner_id, invoice_date)
        INCLUDE (amount_untaxed_signed, move_type)
        WHERE state = 'posted'
          AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"""
    )
