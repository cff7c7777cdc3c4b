# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmLoyaltyRedeemLine(models.TransientModel):
    """A benefit that the customer can't have now, and why."""

    _name = "crm.loyalty.redeem.line"
    _description = "Benefit out of reach"

    wizard_id = fields.Many2one("crm.loyalty.redeem", ondelete="cascade")
    benefit_id = fields.Many2one("crm.loyalty.benefit", readonly=True)
    price = fields.Char(related="benefit_id.price")
    reason = fields.Char("Why not", readonly=True)
