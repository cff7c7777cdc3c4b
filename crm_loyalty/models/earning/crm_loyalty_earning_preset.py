# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

COPIED = (
    "event",
    "purchase_number",
    "minimum_score",
    "points",
    "is_tier_multiplied",
    "month_cap",
)


class CrmLoyaltyEarningPreset(models.Model):
    """Ready-made earning rules; a company gets a copy by one click."""

    _name = "crm.loyalty.earning.preset"
    _inherit = ["crm.preset.mixin"]
    _description = "Earning rule preset"

    icon = fields.Char(default="fa-gift")
    event = fields.Char(
        required=True, help="It is offered where some addon reports this event."
    )
    purchase_number = fields.Integer(default=1)
    minimum_score = fields.Float()
    points = fields.Float(default=10.0, required=True)
    month_cap = fields.Float()
    is_tier_multiplied = fields.Boolean()
    profile_field_ids = fields.Many2many("ir.model.fields", ondelete="cascade")

    @api.model
    def _get_usable_domain(self):
        """Return the presets whose event is reported here."""
        events = dict(self.env["crm.loyalty.earning.rule"]._get_event_selection())
        return [("event", "in", list(events))]

    def action_use_preset(self):
        """Make a rule of this preset for the current company, and open it."""
        self.ensure_one()
        rules = self.env["crm.loyalty.earning.rule"]
        if not rules._get_default_program(self.env.company):
            raise UserError(
                self.env._(
                    "There is no loyalty program yet. Make one first; its points are "
                    "what this rule gives."
                )
            )
        return self._open_form(rules.create(self._prepare_rule()))

    def _prepare_rule(self):
        return {
            "name": self.name,
            "profile_field_ids": [Command.set(self.sudo().profile_field_ids.ids)],
            **{name: self[name] for name in COPIED},
        }
