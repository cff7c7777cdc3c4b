# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LoyaltyCardUpdateBalance(models.TransientModel):
    """Managers adjust a balance by what they see and wish, with a reason.

    Core writes the new balance over the old one, and with it whatever came in since
    the window was opened. Here the difference is booked.
    """

    _inherit = "loyalty.card.update.balance"

    opened_balance = fields.Float(
        "Balance when opened",
        compute="_compute_opened_balance",
        store=True,
        precompute=True,
        readonly=False,
    )

    @api.depends("card_id")
    def _compute_opened_balance(self):
        for wizard in self:
            wizard.opened_balance = wizard.card_id.points

    def action_update_card_point(self):
        """Book the difference between what was seen and what is wished.

        :raises ValidationError: nothing changes, or less than nothing is wished
        :raises AccessError: the user may not adjust points
        """
        self.ensure_one()
        card = self.card_id
        if not card.program_id.has_ledger:
            return super().action_update_card_point()
        card._check_may_adjust()
        change = round(self.new_balance - self.opened_balance, 6)
        if not change or self.new_balance < 0:
            raise ValidationError(
                self.env._(
                    "Enter the balance that the card should have: 0 or more, and "
                    "another one than now."
                )
            )
        card.sudo().program_id._check_precision([self.new_balance])
        booked = card._adjust(change, self.description)
        return booked._get_notice() if hasattr(booked, "_get_notice") else True
