# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.survey.controllers.survey_session_manage import UserInputSession

from ..models.answer.forms import is_word


class GuardedSession(UserInputSession):
    """Codes and tokens of live sessions are looked up only if they can be one."""

    def _fetch_from_token(self, survey_token):
        return super()._fetch_from_token(survey_token if is_word(survey_token) else "")

    def _fetch_from_session_code(self, session_code):
        return super()._fetch_from_session_code(
            session_code if is_word(session_code) else ""
        )
