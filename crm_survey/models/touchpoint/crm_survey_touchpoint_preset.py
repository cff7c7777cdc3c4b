# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Command

COPIED = (
    "event",
    "delay_hours",
    "sampling_percent",
    "reminder_count",
    "reminder_days",
    "deadline_days",
)
# How often customers are asked by a rhythm, by the code of their tier.
RHYTHM_DAYS = {"high": 90, "medium": 180, "low": 365}
LEAVING = ("declining", "lost")


class CrmSurveyTouchpointPreset(models.Model):
    """Ready-made touchpoints; a company gets a copy by one click."""

    _name = "crm.survey.touchpoint.preset"
    _inherit = ["crm.preset.mixin"]
    _description = "Touchpoint preset"

    icon = fields.Char(default="fa-comments-o")
    event = fields.Char(
        required=True, help="It is offered where some addon reports this event."
    )
    survey_key = fields.Char(help="The survey template that it asks with.")
    survey_id = fields.Many2one(
        "survey.survey",
        ondelete="set null",
        readonly=True,
        help="The survey made of the template, by the first use of this preset.",
    )
    delay_hours = fields.Integer()
    sampling_percent = fields.Integer(default=100)
    reminder_count = fields.Integer()
    reminder_days = fields.Integer(default=3)
    deadline_days = fields.Integer(default=14)

    @api.model
    def _get_usable_domain(self):
        """Return the presets whose event is reported here."""
        events = dict(self.env["crm.survey.touchpoint"]._get_event_selection())
        return [("event", "in", list(events))]

    def action_use_preset(self):
        """Open a touchpoint of this preset, switched off until it is looked at.

        Without a survey to ask with, the form opens before anything is made.
        """
        self.ensure_one()
        touchpoints = self.env["crm.survey.touchpoint"]
        touchpoints.check_access("create")
        vals = self._prepare_touchpoint()
        if not vals["survey_id"]:
            defaults = {f"default_{name}": value for name, value in vals.items()}
            return self._open_form(touchpoints, context=defaults)
        return self._open_form(touchpoints.create(vals))

    def _prepare_touchpoint(self):
        tiers = self.env["crm.value.tier"].search([("code", "in", list(RHYTHM_DAYS))])
        rhythm = [
            Command.create({"tier_id": tier.id, "every_days": RHYTHM_DAYS[tier.code]})
            for tier in tiers
        ]
        stages = self.env["crm.lifecycle.stage"].search([("code", "in", LEAVING)])
        return {
            "name": self.name,
            "active": False,
            "survey_id": self._get_survey().id,
            "schedule_ids": rhythm if self.event == "schedule" else [],
            "stage_ids": stages.ids if self.event == "stage_changed" else [],
            **{name: self[name] for name in COPIED},
        }

    def _get_survey(self):
        """Return the survey of this preset, made once; empty without a template."""
        preset = self.sudo()
        templates = self.env.get("crm.survey.preset")
        if not preset.survey_id and templates is not None and preset.survey_key:
            preset.survey_id = templates._load(preset.survey_key)
        return preset.survey_id
