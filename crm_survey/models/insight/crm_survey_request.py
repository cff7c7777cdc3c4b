# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import models


class CrmSurveyRequest(models.Model):
    """A request tells when its person can be asked again."""

    _inherit = "crm.survey.request"

    def _get_asked_again_at(self):
        """Return the instant (UTC) at which the cool-down after this request ends."""
        self.ensure_one()
        return self.sent_at + timedelta(days=self.company_id.crm_survey_cooldown_days)
