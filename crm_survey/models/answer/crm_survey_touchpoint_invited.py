# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmSurveyTouchpoint(models.Model):
    """Who invites persons takes their answers; a public survey takes those of others.

    A counter invites nobody: its page starts participations of a survey for the
    invited as well.
    """

    _inherit = "crm.survey.touchpoint"

    is_survey_open = fields.Boolean(compute="_compute_is_survey_open")

    @api.depends("channel", "survey_id.access_mode")
    def _compute_is_survey_open(self):
        """Whether persons are invited to a survey that anybody can start."""
        for touchpoint in self:
            touchpoint.is_survey_open = (
                touchpoint.channel != "link"
                and touchpoint.survey_id.access_mode == "public"
            )

    def action_close_survey(self):
        """Button: from now on only who was invited can start the survey."""
        self.filtered("is_survey_open").survey_id.access_mode = "token"
