# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Command

COPIED = ("metric_class", "comment", "action", "kind", "severity", "activity_days")


class CrmFeedbackPreset(models.Model):
    """Ready-made follow-up rules; a company gets a copy by one click."""

    _name = "crm.feedback.preset"
    _inherit = ["crm.preset.mixin"]
    _description = "Follow-up preset"

    icon = fields.Char(default="fa-comments-o")
    metric_class = fields.Selection(
        selection=lambda self: self._get_choices("metric_class")
    )
    comment = fields.Selection(selection=lambda self: self._get_choices("comment"))
    tier_ids = fields.Many2many("crm.value.tier", string="Value tiers")
    action = fields.Selection(
        selection=lambda self: self._get_choices("action"), required=True
    )
    kind = fields.Selection(selection=lambda self: self._get_choices("kind"))
    severity = fields.Selection(selection=lambda self: self._get_choices("severity"))
    summary = fields.Char(translate=True)
    activity_days = fields.Integer(default=2)
    template_id = fields.Many2one("mail.template", ondelete="cascade")

    @api.model
    def _get_choices(self, name):
        rules = self.env["crm.feedback.rule"]
        return rules._fields[name]._description_selection(self.env)

    @api.model
    def _get_usable_domain(self):
        """Return the presets whose action some addon knows."""
        actions = dict(self.env["crm.feedback.rule"]._get_action_selection())
        return [("action", "in", list(actions))]

    def action_use_preset(self):
        """Make a rule of this preset for the current company, and open it."""
        self.ensure_one()
        rules = self.env["crm.feedback.rule"]
        return self._open_form(rules.create(self._prepare_rule()))

    def _prepare_rule(self):
        return {
            "name": self.name,
            "sequence": self.sequence,
            "summary": self.summary,
            "template_id": self.sudo().template_id.id,
            "tier_ids": [Command.set(self.tier_ids.ids)],
            **{name: self[name] for name in COPIED},
        }
