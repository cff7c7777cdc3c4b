# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import ValidationError

from ..models.ledger.door import open_door


class LoyaltyGenerateWizard(models.TransientModel):
    """Cards are made for customers who were chosen; their points are booked."""

    _inherit = "loyalty.generate.wizard"

    def _get_partners(self):
        """Nobody chosen is nobody; core takes every contact there is."""
        if self.mode == "selected" and not (self.customer_ids or self.customer_tag_ids):
            return self.env["res.partner"]
        return super()._get_partners()

    def generate_coupons(self):
        """Make the cards and book their points, with the description as the reason.

        :raises ValidationError: nobody is chosen, or points are below zero
        :raises AccessError: the user may not adjust points
        """
        ledger = self.filtered("program_id.has_ledger")
        ledger._check_grants()
        cards = self.env["loyalty.card"]
        if self - ledger:
            cards |= super(LoyaltyGenerateWizard, self - ledger).generate_coupons()
        for wizard in ledger:
            silent = open_door(wizard.sudo())
            made = super(LoyaltyGenerateWizard, silent).generate_coupons()
            made = made.with_env(self.env)
            wizard._book_grants(made)
            cards |= made
        return cards

    def _check_grants(self):
        if self:
            self.env["loyalty.card"]._check_may_adjust()
        for wizard in self:
            if wizard.points_granted < 0:
                raise ValidationError(
                    self.env._(
                        "Grant 0 points or more; “Adjust points” takes some away."
                    )
                )
            wizard.program_id._check_precision([wizard.points_granted])
            if wizard.mode == "selected" and not wizard._get_partners():
                raise ValidationError(
                    self.env._("Choose the customers, or tags of customers, first.")
                )

    def _book_grants(self, cards):
        reason = self.description or self.env._("Gift for the customer")
        if self.points_granted:
            cards._grant(self.points_granted, reason)
