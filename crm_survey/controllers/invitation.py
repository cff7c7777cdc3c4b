# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .feedback_page import FeedbackPage

STATUS = {"late": 410, "closed": 410}


class Invitation(FeedbackPage, http.Controller):
    """The page behind the link of an invitation. Looking at it never answers."""

    @http.route("/feedback/<string:token>", type="http", auth="public", methods=["GET"])
    def invitation(self, token, value=None, lang=None, **kw):
        """Show the first question, with the clicked value chosen.

        Answers 404 for a forged link and 410, in words, when it is too late.
        """
        invited = self._fetch(token, lang)
        if not invited:
            return self._render_notice(request.env.company, "unknown", 404)
        state = invited._get_page_state()
        if state == "begun":
            return request.redirect(invited.user_input_ids._get_continue_path(), 303)
        if state != "open":
            return self._render_state(invited, state)
        if request.httprequest.method == "GET":
            invited._mark_opened()
        return self._render_question(invited, value)

    @http.route(
        "/feedback/<string:token>", type="http", auth="public", methods=["POST"]
    )
    def answer(self, token, value=None, lang=None, **kw):
        """Take the answer to the first question, then go on with the others.

        A second one changes nothing. Answers 400 for what is not on the scale.
        """
        invited = self._fetch(token, lang)
        if not invited:
            return self._render_notice(request.env.company, "unknown", 404)
        state = invited._get_page_state()
        if state not in ("open", "begun"):
            return self._render_state(invited, state)
        survey = invited.survey_id
        if survey.users_login_required and request.env.user._is_public():
            return request.redirect_query(
                "/web/login", {"redirect": invited._get_invitation_path()}
            )
        number = self._read_value(survey, value)
        if number is None and survey._get_one_click_question():
            return self._render_question(invited, None, has_error=True)
        try:
            with request.env.cr.savepoint():
                answer = invited._vote(number)
        except UserError:
            return self._render_state(invited, "closed")
        if not answer or answer.state == "done":
            return request.redirect(invited._get_invitation_path(), 303)
        return request.redirect(answer._get_continue_path(), 303)

    @http.route(
        "/feedback/<string:token>/stop", type="http", auth="public", methods=["GET"]
    )
    def stop_page(self, token, lang=None, **kw):
        """Ask whether the person really wants no more surveys."""
        invited = self._fetch(token, lang)
        if not invited:
            return self._render_notice(request.env.company, "unknown", 404)
        if invited.partner_id.is_survey_opt_out:
            return self._render_notice(invited.company_id, "stopped")
        return self._render_page("feedback_stop", invited.company_id)

    @http.route(
        "/feedback/<string:token>/stop",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,  # mail programs send it for the reader (RFC 8058); the link is key
    )
    def stop(self, token, lang=None, **kw):
        """Leave the person alone from now on."""
        invited = self._fetch(token, lang)
        if not invited:
            return self._render_notice(request.env.company, "unknown", 404)
        invited._opt_out()
        return self._render_notice(invited.company_id, "stopped")

    def _fetch(self, token, lang):
        """Return the request of the link, on sudo, and speak its language."""
        invited = request.env["crm.survey.request"]._fetch_by_token(token)
        self._set_language(lang, invited.lang)
        return invited.with_context(lang=request.env.lang)

    def _render_state(self, invited, state):
        return self._render_notice(
            invited.company_id,
            state,
            STATUS.get(state, 200),
            survey=invited.survey_id,
        )

    def _render_question(self, invited, value, has_error=False):
        survey = invited.survey_id
        return self._render_page(
            "feedback_question",
            invited.company_id,
            400 if has_error else 200,
            survey=survey,
            question=survey._get_one_click_question(),
            chosen=self._read_value(survey, value),
            has_error=has_error,
            stop_path=f"{invited._get_invitation_path()}/stop",
        )
