# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class SurveySurvey(models.Model):
    """The cards of an empty list of surveys: ours before those of core."""

    _inherit = "survey.survey"

    @api.model
    def get_survey_templates_data(self):
        cards = self.env["crm.survey.preset"]._get_cards()
        return {
            key: {**card, "template_key": key} for key, card in cards.items()
        } | super().get_survey_templates_data()

    @api.model
    def action_load_survey_template_sample(self, template_key):
        """Create the survey of a card, in every installed language, and open it."""
        presets = self.env["crm.survey.preset"]
        if template_key in presets._get_cards():
            return presets._load(template_key).action_show_sample()
        return super().action_load_survey_template_sample(template_key)
