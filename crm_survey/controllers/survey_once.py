# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, http
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey


class SurveyOnce(Survey):
    """An invitation is one counted answer, and an anonymous one is nobody's."""

    def _fetch_from_access_token(self, survey_token, answer_token):
        """Write anonymous answers as the system: whoever is logged in leaves no id."""
        survey, answer = super()._fetch_from_access_token(survey_token, answer_token)
        if survey.is_anonymous and not answer.test_entry:
            survey, answer = (
                record.with_user(SUPERUSER_ID).sudo() for record in (survey, answer)
            )
        return survey, answer

    def _check_validity(
        self, survey_sudo, answer_sudo, answer_token, ensure_token=True, **kwargs
    ):
        """Let a participation of nobody go on for whoever holds its token."""
        if not answer_sudo.partner_id and (
            answer_sudo.touchpoint_id or survey_sudo.is_anonymous
        ):
            kwargs["check_partner"] = False
        return super()._check_validity(
            survey_sudo, answer_sudo, answer_token, ensure_token=ensure_token, **kwargs
        )

    @http.route()
    def survey_retry(self, survey_token, answer_token, **post):
        """Give no second try to who was invited once."""
        survey, answer = self._fetch_from_access_token(survey_token, answer_token)
        if answer.touchpoint_id:
            return request.redirect(answer._get_continue_path())
        return super().survey_retry(survey_token, answer_token, **post)
