# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import SurveyMetricCommon
from .test_answer import HOSTILE


@tagged("post_install", "-at_install")
class TestPublicPage(SurveyMetricCommon, HttpCase):
    """Whatever a browser sends to the real route, nobody gets a server error."""

    def open_page(self, survey=None):
        """Start as the public; return the participation and its last response."""
        survey = survey or self.survey
        response = self.url_open(f"/survey/start/{survey.access_token}")
        self.assertEqual(response.status_code, 200)
        answer = survey.user_input_ids.sorted("id")[-1]
        self.call("begin", answer, {})
        return answer

    def call(self, route, answer, params):
        """POST one JSON-RPC call; return the decoded body."""
        survey_token = answer.survey_id.access_token
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        response = self.url_open(
            f"/survey/{route}/{survey_token}/{answer.access_token}",
            data=json.dumps(body),
            headers={"Content-Type": "application/json"},
            timeout=60,
        )
        self.assertLess(response.status_code, 500)
        result = response.json()
        self.assertNotIn("error", result)
        return result["result"]

    def submit(self, answer, value):
        """Send ``value`` as the answer to the Net Promoter question."""
        self.env.flush_all()
        self.env.invalidate_all()
        question = answer.survey_id.question_ids
        _answers, page = self.call("submit", answer, {str(question.id): value})
        return page

    def test_answer_of_a_browser_is_scored(self):
        answer = self.open_page()
        page = self.submit(answer, "9")
        self.assertNotIn("error", page)
        self.assertEqual(
            (answer.state, answer.metric_score, answer.metric_class),
            ("done", 90.0, "promoter"),
        )

    def test_zero_is_a_detractor_as_text_and_as_number(self):
        for zero in ("0", 0):
            answer = self.open_page(self.make_survey(f"Zero {zero!r}"))
            self.submit(answer, zero)
            self.assertEqual((answer.state, answer.metric_class), ("done", "detractor"))
            self.assertFalse(answer.user_input_line_ids.skipped)

    def test_zero_answers_a_mandatory_question(self):
        self.question.constr_mandatory = True
        answer = self.open_page()
        self.assertEqual(self.submit(answer, None)["error"], "validation")
        self.submit(answer, 0)
        self.assertEqual(answer.metric_class, "detractor")

    @mute_logger("odoo.http")
    def test_hostile_answers_are_refused_in_words_and_not_stored(self):
        answer = self.open_page()
        words = "Please choose a whole number from 0 to 10."
        for value in HOSTILE:
            with self.subTest(value=repr(value)[:30]):
                page = self.submit(answer, value)
                self.assertEqual(
                    page,
                    {"error": "validation", "fields": {str(self.question.id): words}},
                )
                self.env.invalidate_all()
                self.assertFalse(answer.user_input_line_ids)
                self.assertEqual(answer.state, "in_progress")

    def test_answer_after_the_end_changes_nothing(self):
        answer = self.open_page()
        self.submit(answer, "9")
        self.assertEqual(self.submit(answer, "0"), {"error": "unauthorized"})
        self.env.invalidate_all()
        self.assertEqual(answer.metric_class, "promoter")

    def test_question_without_answer_is_skipped(self):
        answer = self.open_page()
        self.submit(answer, "")
        self.assertEqual((answer.state, answer.metric_class), ("done", False))

    def test_invited_customer_answers_with_tier_and_profile(self):
        self.make_policy()
        partner = self.make_partner("Ada", email="ada@example.com")
        self.make_invoice(partner, "2026-03-02", 100.0)
        self.run_night("2026-03-31")
        answer = self.survey._create_answer(partner=partner)
        self.env.flush_all()
        self.call("begin", answer, {})
        self.submit(answer, "10")
        self.assertEqual(answer.profile_id, self.profile_of(partner))
        self.assertEqual(answer.tier_id, self.profile_of(partner).tier_id)
        self.assertTrue(answer.tier_id)

    def test_test_entry_of_a_survey_user_has_no_score(self):
        self.authenticate("survey_user", "survey_user")
        self.url_open(f"/survey/test/{self.survey.access_token}")
        answer = self.survey.user_input_ids
        self.assertTrue(answer.test_entry)
        self.call("begin", answer, {})
        self.submit(answer, "10")
        self.assertEqual((answer.state, answer.metric_class), ("done", False))
