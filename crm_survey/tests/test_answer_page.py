# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from urllib.parse import urlencode

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_answer import FeedbackPageMixin, SurveyAnswerCommon


@tagged("post_install", "-at_install")
class TestAnswerPage(FeedbackPageMixin, SurveyAnswerCommon, HttpCase):
    """The page behind the link of an invitation."""

    def setUp(self):
        super().setUp()
        self.request = self.invite()
        self.path = self.request._get_invitation_path()

    def test_links_of_the_mail_carry_every_value_of_the_scale(self):
        urls = self.request._get_answer_urls()
        base = self.request._get_invitation_url()
        self.assertEqual(urls, [(n, str(n), f"{base}?value={n}") for n in range(11)])
        self.assertTrue(base.startswith("http"))
        self.assertTrue(base.endswith(self.path))

    def test_looking_shows_the_clicked_value_and_does_not_vote(self):
        for _scanner in range(3):
            page = self.open_path(f"{self.path}?value=9")
        self.assertEqual(self.get_chosen(page), ["9"])
        self.assertEqual(self.get_heading(page), "Would you recommend us?")
        self.assertEqual(len(page.xpath("//input[@name='value']")), 11)
        self.assertEqual(len(page.xpath("//form//button")), 1)
        self.assertFalse(self.request.user_input_ids)
        self.assertEqual(self.request.state, "sent")
        self.assertTrue(self.request.opened_at)

    def test_head_leaves_no_trace(self):
        self.env.flush_all()
        response = self.url_open(f"{self.path}?value=9", method="HEAD")
        self.env.invalidate_all()
        self.assertEqual(response.status_code, 200)
        self.assertFalse(self.request.opened_at)
        self.assertFalse(self.request.user_input_ids)

    def test_one_button_answers(self):
        page = self.open_path(f"{self.path}?value=9")
        response = self.send_form(self.path, page, value="9")
        answer = self.request.user_input_ids
        self.assertEqual(
            (answer.state, answer.metric_class, answer.partner_id, answer.channel),
            ("done", "promoter", self.ada, "mail"),
        )
        self.assertEqual(self.request.state, "answered")
        thanks = self.open_path(response.headers["Location"])
        self.assertEqual(self.get_heading(thanks), "Thank you!")

    def test_zero_is_an_answer(self):
        self.send_form(self.path, self.open_path(self.path), value="0")
        self.assertEqual(self.request.user_input_ids.metric_class, "detractor")

    def test_form_without_the_token_of_its_page_is_refused(self):
        self.env.flush_all()
        response = self.url_open(self.path, data={"value": "9"})
        self.env.invalidate_all()
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.request.user_input_ids)

    def test_what_is_not_on_the_scale_is_said_and_not_stored(self):
        page = self.open_path(self.path)
        for value in ("11", "-1", "", "x", "9" * 100_000, "９", "1e0"):
            with self.subTest(value=value[:9]):
                response = self.send_form(self.path, page, 400, value=value)
                self.assertIn("Please choose one of the answers", response.text)
                self.assertFalse(self.request.user_input_ids)

    def test_forged_links_are_not_found_in_words(self):
        other = self.path[:-4] + ("AAAA" if self.path[-4:] != "AAAA" else "BBBB")
        counter = self.make_touchpoint(channel="link").counter_url.rpartition("/")[2]
        for path in (
            *(other, self.path[:20], "/feedback/x", "/feedback/%00", "/feedback/%FF"),
            *("/feedback/" + "A" * 5000, f"/feedback/{counter}", other + "/stop"),
            "/feedback/at/" + self.path.rpartition("/")[2],
            # the right id, with one character of the signature changed
            self.path[:40] + ("A" if self.path[40] != "A" else "B") + self.path[41:],
        ):
            with self.subTest(path=path[:40]):
                page = self.open_path(path, 404)
                self.assertEqual(self.get_heading(page), "This link does not work")

    def test_a_link_of_a_deleted_request_is_not_found(self):
        self.request.unlink()
        page = self.open_path(self.path, 404)
        self.assertEqual(self.get_heading(page), "This link does not work")

    def test_after_the_deadline_it_is_too_late(self):
        page = self.open_path(self.path)
        self.request.deadline = fields.Datetime.now() - timedelta(seconds=5)
        late = self.open_path(self.path, 410)
        self.assertEqual(self.get_heading(late), "This survey has ended")
        self.send_form(self.path, page, 410, value="9")
        self.assertFalse(self.request.user_input_ids)

    def test_a_longer_deadline_counts_for_the_sent_link(self):
        self.request.deadline = fields.Datetime.now() - timedelta(days=1)
        self.request.deadline = fields.Datetime.now() + timedelta(days=9)
        self.send_form(self.path, self.open_path(self.path), value="9")
        self.assertEqual(self.request.user_input_ids.deadline, self.request.deadline)

    def test_withdrawn_invitation_and_closed_survey_say_so(self):
        page = self.open_path(self.path)
        self.survey.active = False
        closed = self.open_path(self.path, 410)
        self.assertEqual(self.get_heading(closed), "This survey is closed")
        self.send_form(self.path, page, 410, value="9")
        self.survey.active = True
        self.request._cancel()
        self.open_path(self.path, 410)
        self.assertFalse(self.request.user_input_ids)

    def test_page_speaks_the_language_of_the_invitation_and_another(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.ada.lang = "fr_FR"
        invited = self.invite(touchpoint=self.make_touchpoint())
        self.question.with_context(lang="fr_FR").title = "Et nous ?"
        path = invited._get_invitation_path()
        page = self.open_path(path)
        self.assertEqual(
            (page.get("lang"), self.get_heading(page)), ("fr-FR", "Et nous ?")
        )
        page = self.open_path(f"{path}?lang=en_US")
        self.assertEqual(page.get("lang"), "en-US")
        page = self.open_path(f"{path}?lang=xx_XX%00")
        self.assertEqual(page.get("lang"), "fr-FR")

    def test_page_has_the_colours_of_the_company(self):
        self.company.email_secondary_color = "#123456"
        page = self.open_path(self.path)
        self.assertIn("--brand: #123456", page.find(".//main").get("style"))
        self.company.email_secondary_color = "red; background: url(//evil)"
        page = self.open_path(self.path)
        self.assertIsNone(page.find(".//main").get("style"))

    def test_address_of_the_page_leaks_nowhere(self):
        self.open_path(self.path)
        headers = self.last_response.headers
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(headers["Cache-Control"], "no-store")

    def test_more_questions_go_on_in_the_survey(self):
        survey = self.make_long_survey()
        invited = self.invite(touchpoint=self.make_touchpoint(survey))
        path = invited._get_invitation_path()
        response = self.send_form(path, self.open_path(path), value="3")
        answer = invited.user_input_ids
        self.assertEqual(answer.state, "in_progress")
        self.assertEqual(invited.state, "sent")
        self.assertEqual(answer.user_input_line_ids.value_scale, 3)
        self.assertIn(answer.access_token, response.headers["Location"])
        page = self.open_path(response.headers["Location"])
        self.assertIn("Why?", page.text_content())
        # the link of the mail now leads there too
        self.open_path(f"{path}?value=10", 303)
        self.assertEqual(
            self.last_response.headers["Location"], response.headers["Location"]
        )

    def test_question_without_a_scale_starts_with_a_button(self):
        survey = self.make_survey("Words", question_and_page_ids=[])
        self.make_question(survey, question_type="text_box")
        invited = self.invite(touchpoint=self.make_touchpoint(survey))
        self.assertEqual(invited._get_answer_urls(), [])
        path = invited._get_invitation_path()
        page = self.open_path(f"{path}?value=9")
        self.assertEqual(page.xpath("//input[@name='value']"), [])
        self.send_form(path, page)
        self.assertEqual(invited.user_input_ids.state, "in_progress")

    def test_no_more_surveys_by_one_click(self):
        self.assertEqual(
            self.request._get_unsubscribe_url(),
            self.request._get_invitation_url() + "/stop",
        )
        self.open_path(f"{self.path}/stop")
        self.assertFalse(self.ada.is_survey_opt_out)
        self.env.flush_all()
        # as a mail program sends it: without the page, without a session
        response = self.url_open(
            f"{self.path}/stop", data={"List-Unsubscribe": "One-Click"}
        )
        self.env.invalidate_all()
        self.assertEqual(response.status_code, 200)
        self.assertTrue(self.ada.is_survey_opt_out)
        no = self.ada.consent_ids
        self.assertEqual((no.purpose_id.code, no.state), ("survey", "withdrawn"))
        self.assertEqual(
            no.withdrawn_source, "Stop page of the invitation to “Recommendation”"
        )
        page = self.open_path(f"{self.path}/stop")
        self.assertEqual(self.get_heading(page), "We will not ask you any more")

    def test_no_more_surveys_after_the_deadline_too(self):
        self.request.deadline = fields.Datetime.now() - timedelta(days=100)
        self.env.flush_all()
        self.url_open(f"{self.path}/stop", method="POST")
        self.env.invalidate_all()
        self.assertTrue(self.ada.is_survey_opt_out)

    def test_customer_answers_on_a_phone(self):
        """One click in the mail, one on the page; nothing to scroll sideways."""
        self.browser_size = "390x844"
        self.touch_enabled = True
        query = urlencode({"invitation": f"{self.path}?value=9"})
        self.start_tour(f"/web/login?{query}", "crm_survey_phone")
        self.env.invalidate_all()
        self.assertEqual(self.request.user_input_ids.metric_class, "promoter")
