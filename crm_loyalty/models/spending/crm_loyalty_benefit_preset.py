# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

COPIED = (
    "kind",
    "points",
    "is_limited",
    "stock",
    "max_per_customer",
    "max_period",
    "needs_approval",
    "is_published",
)


class CrmLoyaltyBenefitPreset(models.Model):
    """Ready-made benefits; a catalogue gets a copy by one click."""

    _name = "crm.loyalty.benefit.preset"
    _inherit = ["crm.preset.mixin"]
    _description = "Benefit preset"

    icon = fields.Char(default="fa-gift")
    offer = fields.Text(
        translate=True, help="What the customer reads once it is in the catalogue."
    )
    kind = fields.Selection(
        selection=lambda self: self._get_kinds(), required=True, default="gift"
    )
    points = fields.Float("Price in points")
    is_limited = fields.Boolean("Limited stock")
    stock = fields.Integer("Pieces in all")
    max_per_customer = fields.Integer("At most per customer")
    max_period = fields.Selection(
        selection=lambda self: self._get_periods(), required=True, default="ever"
    )
    needs_approval = fields.Boolean()
    is_published = fields.Boolean("Shown in the portal", default=True)

    @api.model
    def _get_kinds(self):
        kind = self.env["crm.loyalty.benefit"]._fields["kind"]
        return kind._description_selection(self.env)

    @api.model
    def _get_periods(self):
        period = self.env["crm.loyalty.benefit"]._fields["max_period"]
        return period._description_selection(self.env)

    def action_use_preset(self):
        """Put a copy of this preset into the catalogue, and open it.

        :raises UserError: there is no programme whose points could pay for it
        """
        self.ensure_one()
        rules = self.env["crm.loyalty.earning.rule"]
        program = rules._get_default_program(self.env.company)
        if not program:
            raise UserError(
                self.env._(
                    "There is no loyalty program yet. Make one first; its points pay "
                    "for the benefit."
                )
            )
        benefit = self.env["crm.loyalty.benefit"].create(self._prepare_benefit(program))
        return self._open_form(benefit)

    def _prepare_benefit(self, program):
        return {
            "name": self.name,
            "description": self.offer,
            "program_id": program.id,
            **{name: self[name] for name in COPIED},
        }
