# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .feedback_page import FeedbackPage


class Counter(FeedbackPage, http.Controller):
    """The page behind the code at a counter: no person is known or asked for."""

    @http.route(
        "/feedback/at/<string:token>", type="http", auth="public", methods=["GET"]
    )
    def counter(self, token, value=None, lang=None, **kw):
        """Show the first question of the touchpoint's survey.

        Answers 404 for a forged link and 410 when the counter is closed.
        """
        touchpoint = self._fetch(token, lang)
        if not touchpoint:
            return self._render_notice(request.env.company, "unknown", 404)
        return self._render_closed(touchpoint) or self._render_question(
            touchpoint, value
        )

    @http.route(
        "/feedback/at/<string:token>", type="http", auth="public", methods=["POST"]
    )
    def vote(self, token, value=None, page_key=None, lang=None, **kw):
        """Take the answer of this device, once in a while.

        Answers 400 for what is not on the scale or not from a page of ours.
        """
        touchpoint = self._fetch(token, lang)
        if not touchpoint:
            return self._render_notice(request.env.company, "unknown", 404)
        if closed := self._render_closed(touchpoint):
            return closed
        number = self._read_value(touchpoint.survey_id, value)
        if number is None and touchpoint.survey_id._get_one_click_question():
            return self._render_question(touchpoint, None, has_error=True)
        try:
            with request.env.cr.savepoint():
                answer = touchpoint._vote(page_key, number)
        except UserError:
            return self._render_question(touchpoint, value, has_error=True)
        path = request.httprequest.path
        if answer and answer.state != "done":
            path = answer._get_continue_path()
        response = request.redirect(path, 303)
        response.set_cookie(
            self._get_cookie(touchpoint),
            touchpoint._make_device_key(),
            max_age=touchpoint.device_minutes * 60,
            httponly=True,
            samesite="Lax",
        )
        return response

    def _fetch(self, token, lang):
        """Return the touchpoint of the link, on sudo, and speak the language."""
        touchpoint = request.env["crm.survey.touchpoint"]._fetch_by_token(token)
        self._set_language(lang, None)
        return touchpoint.with_context(lang=request.env.lang)

    def _get_cookie(self, touchpoint):
        return f"crm_survey_counter_{touchpoint.id}"

    def _render_closed(self, touchpoint):
        """Return the page of a counter that takes no answer now; else None."""
        values = {"survey": touchpoint.survey_id}
        device_key = request.cookies.get(self._get_cookie(touchpoint))
        if touchpoint._has_device_answered(device_key):
            return self._render_notice(touchpoint.company_id, "answered", **values)
        if not touchpoint._is_counter_open():
            return self._render_notice(touchpoint.company_id, "closed", 410, **values)
        return None

    def _render_question(self, touchpoint, value, has_error=False):
        survey = touchpoint.survey_id
        return self._render_page(
            "feedback_question",
            touchpoint.company_id,
            400 if has_error else 200,
            survey=survey,
            question=survey._get_one_click_question(),
            chosen=self._read_value(survey, value),
            has_error=has_error,
            page_key=touchpoint._make_page_key(),
        )
