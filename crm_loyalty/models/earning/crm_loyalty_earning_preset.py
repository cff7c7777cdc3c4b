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
    _description = "Earning rule preset"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True)
    icon = fields.Char(default="fa-gift", help="A Font Awesome icon.")
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
    def get_presets(self):
        """Return the presets whose event is reported here.

        :return: list of dicts with ``id``, ``name``, ``description`` and ``icon``
        """
        events = dict(self.env["crm.loyalty.earning.rule"]._get_event_selection())
        return self.search_read(
            [("event", "in", list(events))], ["name", "description", "icon"]
        )

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
        rule = rules.create(self._prepare_rule())
        return {
            "type": "ir.actions.act_window",
            "res_model": rule._name,
            "res_id": rule.id,
            "view_mode": "form",
            "target": "current",
        }

    def _prepare_rule(self):
        return {
            "name": self.name,
            "profile_field_ids": [Command.set(self.sudo().profile_field_ids.ids)],
            **{name: self[name] for name in COPIED},
        }
