# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AccountPartialReconcile(models.Model):
    """A payment that is taken back makes points of sales on account wait again."""

    _inherit = "account.partial.reconcile"

    def unlink(self):
        lines = self.debit_move_id | self.credit_move_id
        result = super().unlink()
        lines.exists()._sync_counter_debts()
        return result
