# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from base64 import b64decode

from lxml import etree

from odoo.tests import HttpCase, tagged

from .common_answer import FeedbackPageMixin, SurveyAnswerCommon


@tagged("post_install", "-at_install")
class TestAnswerCounter(FeedbackPageMixin, SurveyAnswerCommon, HttpCase):
    """The code at a counter: whoever scans it answers once, unnamed."""

    def setUp(self):
        super().setUp()
        self.counter = self.make_touchpoint(channel="link", name="Counter")
        self.path = "/feedback/at/" + self.counter.counter_url.rpartition("/")[2]

    def get_answers(self):
        return self.env["survey.user_input"].search(
            [("touchpoint_id", "=", self.counter.id)]
        )

    def test_code_is_a_picture_of_the_link(self):
        self.assertTrue(self.counter.counter_url.endswith(self.path))
        self.assertFalse(self.touchpoint.counter_url or self.touchpoint.counter_code)
        kind, _comma, data = self.counter.counter_code.partition(",")
        self.assertEqual(kind, "data:image/svg+xml;base64")
        picture = etree.fromstring(b64decode(data))
        self.assertEqual(etree.QName(picture).localname, "svg")
        squares = picture.findall(".//{*}rect")
        self.assertGreater(len(squares), 400)  # a code of this length has more

    def test_answer_of_nobody(self):
        page = self.open_path(self.path)
        self.assertFalse(self.get_answers())
        response = self.send_form(self.path, page, value="10")
        answer = self.get_answers()
        self.assertEqual(
            (answer.state, answer.metric_class, answer.channel, answer.company_id),
            ("done", "promoter", "link", self.company),
        )
        self.assertFalse(answer.partner_id or answer.request_id)
        thanks = self.open_path(response.headers["Location"])
        self.assertEqual(self.get_heading(thanks), "Thank you!")

    def test_counter_takes_answers_of_a_survey_for_the_invited(self):
        """The page makes the participation, so nothing else needs to be open."""
        survey = self.make_long_survey(access_mode="token")
        counter = self.make_touchpoint(survey, channel="link")
        path = "/feedback/at/" + counter.counter_url.rpartition("/")[2]
        response = self.send_form(path, self.open_path(path), value="10")
        self.open_path(response.headers["Location"])
        answer = self.env["survey.user_input"].search([("survey_id", "=", survey.id)])
        self.assertEqual((len(answer), answer.state), (1, "in_progress"))
        self.assertFalse(counter.is_survey_open or self.counter.is_survey_open)

    def test_device_answers_once_in_a_while(self):
        page = self.open_path(self.path)
        self.send_form(self.path, page, value="10")
        self.send_form(self.path, page, 200, value="0")
        self.assertEqual(len(self.get_answers()), 1)
        self.opener.cookies.clear()  # another device
        self.send_form(self.path, self.open_path(self.path), value="0")
        self.assertEqual(len(self.get_answers()), 2)

    def test_cookie_of_another_counter_or_a_forged_one_is_nothing(self):
        other = self.make_touchpoint(channel="link")
        name = f"crm_survey_counter_{self.counter.id}"
        for value in (other._make_device_key(), "x", "A" * 600):
            page = self.open_path(self.path, cookies={name: value})
            self.assertEqual(self.get_heading(page), "Would you recommend us?")

    def test_page_sent_twice_at_once_counts_once(self):
        page = self.open_path(self.path)
        key = page.xpath("//input[@name='page_key']/@value")[0]
        first = self.counter._vote(key, 9)
        self.assertEqual(self.counter._vote(key, 1), first)
        self.assertEqual(self.get_answers().metric_class, "promoter")

    def test_page_of_nobody_is_refused(self):
        page = self.open_path(self.path)
        other = self.make_touchpoint(channel="link")
        for key in ("", "x", other._make_page_key(), self.counter._make_device_key()):
            self.send_form(self.path, page, 400, value="9", page_key=key)
        self.send_form(self.path, page, 400, value="11")
        self.assertFalse(self.get_answers())

    def test_counter_closes(self):
        self.counter.stop_after = 1
        page = self.open_path(self.path)
        self.send_form(self.path, page, value="9")
        self.opener.cookies.clear()
        self.open_path(self.path, 410)
        self.counter.stop_after = 0
        self.open_path(self.path)
        self.counter.active = False
        self.open_path(self.path, 410)
        self.counter.write({"active": True, "channel": "mail"})
        self.open_path(self.path, 410)
        self.assertEqual(len(self.get_answers()), 1)

    def test_more_questions_go_on_for_whoever_is_logged_in(self):
        self.counter.survey_id = survey = self.make_long_survey()
        self.authenticate("survey_user", "survey_user")
        response = self.send_form(self.path, self.open_path(self.path), value="9")
        page = self.open_path(response.headers["Location"])
        self.assertIn("Why?", page.text_content())
        self.assertFalse(survey.user_input_ids.partner_id)
