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
        """
        ledger = self.filtered("program_id.has_ledger")
        cards = self.env["loyalty.card"]
        for wizard in ledger:
            cards |= wizard._generate_ledger_cards()
        if self - ledger:
            cards |= super(LoyaltyGenerateWizard, self - ledger).generate_coupons()
        return cards

    def _generate_ledger_cards(self):
        cards = self.env["loyalty.card"]
        cards._check_may_adjust()
        if self.points_granted < 0:
            raise ValidationError(
                self.env._("Grant 0 points or more; “Adjust points” takes some away.")
            )
        if self.mode == "selected" and not self._get_partners():
            raise ValidationError(
                self.env._("Choose the customers, or tags of customers, first.")
            )
        wizard = open_door(self.sudo())
        made = super(  # pylint: disable=super-method-mismatch
            LoyaltyGenerateWizard, wizard
        ).generate_coupons()
        made = cards.browse(made.ids)
        reason = self.description or self.env._("Gift for the customer")
        points = self.program_id._cut_points(self.points_granted)
        if points:
            made._grant(points, reason)
        return made
