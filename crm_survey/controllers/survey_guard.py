# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from werkzeug.exceptions import BadRequest, NotFound

from odoo import http
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey

from ..models.answer.forms import MAX_ID, is_word, read_id

MAX_EMAIL = 254


class GuardedSurvey(Survey):
    """What reaches the survey application's pages has the form that it expects."""

    def _fetch_from_access_token(self, survey_token, answer_token):
        """Look up no token that a database can't hold."""
        if not is_word(survey_token):
            survey_token = None
        if answer_token and not is_word(answer_token):
            answer_token = None
        return super()._fetch_from_access_token(survey_token, answer_token)

    def _extract_comment_from_answers(self, question, answers):
        """Leave alone what has not the question's form: it is refused in words."""
        if not question._is_well_formed(answers):
            return answers, None
        return super()._extract_comment_from_answers(question, answers)

    def _prepare_survey_data(self, survey_sudo, answer_sudo, **post):
        """Go back only to a page or question of this survey."""
        if "previous_page_id" in post:
            page = self._read_page(survey_sudo, post["previous_page_id"])
            if not page or answer_sudo.state != "in_progress":
                post.pop("previous_page_id")
            else:
                post["previous_page_id"] = page.id
        return super()._prepare_survey_data(survey_sudo, answer_sudo, **post)

    def _read_page(self, survey, value):
        """Return the page or question of ``survey`` with this id, or none."""
        questions = survey.question_and_page_ids
        page_id = read_id(value)
        return questions.filtered(lambda question: question.id == page_id)

    @http.route()
    def survey_start(self, survey_token, answer_token=None, email=False, **post):
        if not is_word(email, MAX_EMAIL):
            email = False
        return super().survey_start(survey_token, answer_token, email, **post)

    @http.route()
    def survey_begin(self, survey_token, answer_token, **post):
        """Begin in a language that is installed; else in the one there is."""
        codes = {code for code, _name in request.env["res.lang"].get_installed()}
        if not (isinstance(post.get("lang_code"), str) and post["lang_code"] in codes):
            post.pop("lang_code", None)
        return super().survey_begin(survey_token, answer_token, **post)

    @http.route()
    def survey_submit(self, survey_token, answer_token, **post):
        """Take the answers of a page or question of this very survey."""
        if not self._has_own_pages(survey_token, answer_token, post):
            return {}, {"error": "unauthorized"}
        return super().survey_submit(survey_token, answer_token, **post)

    def _has_own_pages(self, survey_token, answer_token, post):
        """Tell whether the ids of pages in ``post`` are what the layout asks for."""
        survey, answer = self._fetch_from_access_token(survey_token, answer_token)
        if not answer:
            return True  # core has its own words for that
        wanted = {"page_per_section": "page_id", "page_per_question": "question_id"}
        name = wanted.get(survey.questions_layout)
        names = [name] if name and not answer.is_session_answer else []
        names += [key for key in ("previous_page_id",) if key in post]
        return all(self._read_page(survey, post.get(name)) for name in names)

    def _check_words(self, *tokens):
        """Refuse what can't be looked up, also as the address of another page.

        :raise BadRequest: a token is none
        """
        if not all(map(is_word, tokens)):
            raise BadRequest("token: not a text")

    @http.route()
    def survey_get_background(self, survey_token):
        self._check_words(survey_token)
        survey, _answer = self._fetch_from_access_token(survey_token, False)
        if not survey:
            raise NotFound()
        return super().survey_get_background(survey_token)

    @http.route()
    def survey_section_get_background(self, survey_token, section_id):
        self._check_words(survey_token)
        return super().survey_section_get_background(survey_token, section_id)

    @http.route()
    def survey_get_question_image(
        self, survey_token, answer_token, question_id, suggested_answer_id
    ):
        self._check_words(survey_token, answer_token)
        if question_id > MAX_ID or suggested_answer_id > MAX_ID:
            raise NotFound()
        return super().survey_get_question_image(
            survey_token, answer_token, question_id, suggested_answer_id
        )

    @http.route()
    def survey_get_certification(self, survey_id, **kwargs):
        if survey_id > MAX_ID:
            raise NotFound()
        return super().survey_get_certification(survey_id, **kwargs)

    def _get_filters_from_post(self, post):
        """Read the filters of the results page.

        :raise BadRequest: one is not of the form ``A,1,2``
        """
        for data in filter(None, post.get("filters", "").split("|")):
            parts = data.split(",")
            if len(parts) != 3 or not all(
                part == "0" or read_id(part) for part in parts[1:]
            ):
                raise BadRequest("filters: not of the page")
        return super()._get_filters_from_post(post)
