# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Nobody brings the public pages of surveys down, and nothing impossible is stored.

``CRM_SUITE_HOSTILE`` sets how many requests are sent; ``./setup/bench proofs`` sends
2,000.
"""

import os
from unittest.mock import patch

from odoo import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_survey.controllers import session_guard, survey_guard
from odoo.addons.crm_survey.tests.common_answer import SurveyAnswerCommon

from .hostile_requests import Hostile

SEED = 20261123
REQUESTS = int(os.environ.get("CRM_SUITE_HOSTILE", "100"))
LAYOUTS = ("one_page", "page_per_section", "page_per_question")
CHOICES = ("simple_choice", "multiple_choice", "matrix")
TYPES = ("char_box", "text_box", "numerical_box", "scale", "date", "datetime", *CHOICES)
IN_WORDS = ("odoo.exceptions.", "werkzeug.exceptions.")


@tagged("post_install", "-at_install")
class TestSurveyHostile(SurveyAnswerCommon, HttpCase):
    def make_asking(self, layout):
        """Return a survey of one page with a question of every type."""
        survey = self.make_survey(layout, questions_layout=layout)
        survey.question_ids.write({"sequence": 2, "constr_mandatory": True})
        page = {"title": "Page", "is_page": True, "sequence": 1}
        survey.question_and_page_ids = [Command.create(page)]
        for place, kind in enumerate(TYPES, start=3):
            choices = {}
            options = [Command.create({"value": value}) for value in "AB"]
            if kind in CHOICES:
                choices["suggested_answer_ids"] = options
            if kind == "matrix":
                choices["matrix_row_ids"] = options
            self.make_question(
                survey, title=kind, question_type=kind, sequence=place, **choices
            )
        return survey

    def setUp(self):
        super().setUp()
        surveys = [self.make_asking(layout) for layout in LAYOUTS]
        foreign = self.make_asking("one_page").question_ids
        self.answers = [self.start_answer(None, survey) for survey in surveys]
        counter = self.make_touchpoint(channel="link").counter_url
        self.scene = {
            "answers": self.answers,
            "foreign_questions": foreign.ids,
            "foreign_choices": foreign.suggested_answer_ids.ids,
            "invitations": (
                self.invite()._get_invitation_path(),
                counter[counter.index("/feedback") :],
            ),
        }
        self.env.flush_all()

    def get_stored(self):
        """Return what is stored of all answers: given lines, participations' states."""
        self.env.invalidate_all()
        return self.env.execute_query(
            SQL(
                """SELECT count(line.id), array_agg(DISTINCT answer.state),
                          count(answer.email), max(length(answer.lang_id::text))
                     FROM survey_user_input AS answer
                     LEFT JOIN survey_user_input_line AS line
                       ON line.user_input_id = answer.id AND line.skipped IS NOT TRUE"""
            )
        )

    def get_failure(self, kind, response):
        """Return why ``response`` is none that a visitor should get, else None."""
        if response.status_code >= 500:
            return str(response.status_code)
        if not response.headers.get("Content-Type", "").startswith("application/json"):
            return None
        error = response.json().get("error")
        name = error and error["data"]["name"]
        if not error or name.startswith(IN_WORDS) or kind == "dispatched_body":
            return None
        return name

    def send_all(self, count):
        """Return ``[(kind, failure)]`` of the requests that did harm."""
        hostile, failures = Hostile(SEED, self.scene), []
        stored = self.get_stored()
        for _number in range(count):
            kind, method, path, body, mimetype = hostile.make()
            with mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.base"):
                response = self.url_open(
                    path,
                    data=body,
                    method=method,
                    headers={"Content-Type": mimetype} if mimetype else None,
                    timeout=60,
                )
            failure = self.get_failure(kind, response)
            now = self.get_stored()
            if now != stored:
                failure, stored = failure or "stored", now
            if failure:
                failures.append((kind, failure, path[:60], (body or b"")[:200]))
        return failures

    def test_nothing_breaks_and_nothing_is_stored(self):
        self.assertEqual(self.send_all(REQUESTS), [])

    def test_core_alone_breaks(self):
        """The same requests do harm where our guards are taken away.

        The one that remains keeps foreign choices out of the database.
        """
        questions = self.registry["survey.question"]
        with (
            patch.object(questions, "_is_well_formed", lambda *_args: True),
            patch.object(survey_guard, "is_word", lambda *_args: True),
            patch.object(session_guard, "is_word", lambda *_args: True),
            patch.object(survey_guard.GuardedSurvey, "_has_own_pages", return_value=1),
        ):
            failures = self.send_all(min(REQUESTS, 100))
        kinds = {kind for kind, *_rest in failures}
        self.assertGreaterEqual(kinds, {"answer", "foreign_page", "wrong_token"})
