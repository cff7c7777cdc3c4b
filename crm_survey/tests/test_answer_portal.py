# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, new_test_user, tagged

from .common_answer import FeedbackPageMixin, SurveyAnswerCommon


@tagged("post_install", "-at_install")
class TestAnswerPortal(FeedbackPageMixin, SurveyAnswerCommon, HttpCase):
    """Customers see what they are asked and what they said; nobody else does."""

    def setUp(self):
        super().setUp()
        self.user = new_test_user(self.env, "portal_ada", "base.group_portal")
        self.mine = self.invite(self.user.partner_id)
        self.mine.survey_id.title = "My question"
        self.others = self.make_touchpoint(self.make_survey("Not mine"))
        self.authenticate(self.user.login, self.user.login)

    def get_links(self, page, name):
        return page.xpath(f"//section[@name='{name}']//a/@href")

    def test_open_invitation_is_listed_and_answered(self):
        self.invite(touchpoint=self.others)
        page = self.open_path("/my/surveys")
        path = self.mine._get_invitation_path()
        self.assertEqual(self.get_links(page, "invitations"), [path])
        self.assertNotIn("Not mine", page.text_content())
        self.send_form(path, self.open_path(path), value="9")
        page = self.open_path("/my/surveys")
        self.assertEqual(self.get_links(page, "invitations"), [])
        (link,) = self.get_links(page, "answers")
        self.assertIn(self.mine.user_input_ids.access_token, link)
        self.assertEqual(self.url_open(link).status_code, 200)

    def test_colleagues_invitations_and_answers_stay_theirs(self):
        company = self.make_partner("Company", is_company=True)
        colleague = self.make_partner("Colleague", email="c@example.com")
        (self.user.partner_id | colleague).parent_id = company
        for partner in (colleague, company):
            self.invite(partner, touchpoint=self.others)
        self.make_answer(9, colleague)
        page = self.open_path("/my/surveys")
        self.assertNotIn("Not mine", page.text_content())
        self.assertEqual(self.get_links(page, "answers"), [])

    def test_who_the_mail_did_not_reach_answers_here(self):
        self.mine._mark_bounced()
        page = self.open_path("/my/surveys")
        (path,) = self.get_links(page, "invitations")
        self.send_form(path, self.open_path(path), value="9")
        self.assertEqual(self.mine.state, "answered")

    def test_what_is_over_is_not_listed(self):
        self.mine._cancel()
        page = self.open_path("/my/surveys")
        self.assertEqual(self.get_links(page, "invitations"), [])
        self.assertIn("No survey is waiting for you.", page.text_content())

    def test_wrong_pages_are_not_found(self):
        for path in ("/my/surveys/page/2", "/my/surveys/page/0"):
            self.open_path(path, 404)
        self.open_path("/my/surveys/page/99999999999999999999", 404)

    def test_home_counts_what_waits(self):
        self.env.flush_all()
        response = self.url_open("/my/home")
        self.assertIn("/my/surveys", response.text)
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["survey_count"]}
        )
        self.assertEqual(counters["survey_count"], 1)

    def test_public_has_to_log_in(self):
        self.authenticate(None, None)
        self.open_path("/my/surveys", 303)
        self.assertIn("/web/login", self.last_response.headers["Location"])
