# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CrmLoyaltyRedeem(models.TransientModel):
    """An agent chooses what the customer may have, and sees why not the rest."""

    _name = "crm.loyalty.redeem"
    _description = "Redemption of points"

    card_id = fields.Many2one("loyalty.card", required=True, readonly=True)
    partner_id = fields.Many2one(related="card_id.partner_id")
    tier_id = fields.Many2one(related="card_id.tier_id")
    points_display = fields.Char("Balance", related="card_id.points_display")
    allowed_ids = fields.Many2many("crm.loyalty.benefit", compute="_compute_catalogue")
    benefit_id = fields.Many2one("crm.loyalty.benefit")
    image = fields.Image(related="benefit_id.image_256")
    price = fields.Char(related="benefit_id.price")
    description = fields.Text(related="benefit_id.description")
    balance_after = fields.Char("Balance afterwards", compute="_compute_balance_after")
    needs_approval = fields.Boolean(related="benefit_id.needs_approval")
    note = fields.Text(help="For whoever hands it over.")
    line_ids = fields.One2many(
        "crm.loyalty.redeem.line", "wizard_id", compute="_compute_catalogue"
    )
    key = fields.Char(default=lambda self: f"wizard:{uuid4()}", readonly=True)

    @api.depends("card_id")
    def _compute_catalogue(self):
        benefits = self.env["crm.loyalty.benefit"]
        for wizard in self:
            entries = [
                entry
                for entry in benefits._get_catalogue(wizard.partner_id, True)
                if entry["benefit"].program_id == wizard.card_id.program_id
            ]
            wizard.allowed_ids = benefits.union(
                *(entry["benefit"] for entry in entries if entry["is_allowed"])
            )
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {"benefit_id": entry["benefit"].id, "reason": entry["reason"]}
                )
                for entry in entries
                if not entry["is_allowed"]
            ]

    @api.depends("card_id", "benefit_id")
    def _compute_balance_after(self):
        for wizard in self:
            left = wizard.card_id.points - wizard.benefit_id.points
            wizard.balance_after = wizard.card_id._format_points(left)

    def action_redeem(self):
        """Button: take the benefit; a second click takes nothing more.

        :raises UserError: none is chosen, or the customer can't have it any more
        """
        self.ensure_one()
        if not self.benefit_id:
            raise UserError(self.env._("Choose a benefit first."))
        receipt = self.benefit_id.redeem(self.card_id.id, key=self.key, note=self.note)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.loyalty.redemption",
            "res_id": receipt["id"],
            "view_mode": "form",
        }
