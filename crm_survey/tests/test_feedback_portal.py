# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_survey.controllers import feedback_portal

from .common_feedback_portal import FeedbackPortalCommon

KEY = "0123456789abcdef0123456789abcdef"


@tagged("post_install", "-at_install")
class TestFeedbackPortal(FeedbackPortalCommon):
    """A customer's own page: tells something, sees what came of it, nothing else."""

    def send(self, **values):
        """Return the answer to the form."""
        values = {
            "kind": "complaint",
            "name": "Delivery",
            "verbatim": "It came late",
            "key": KEY,
            "csrf_token": http.Request.csrf_token(self),
            **values,
        }
        return self.url_open("/my/feedback", data=values)

    def all_of(self, user):
        return self.feedback.search([("partner_id", "=", user.partner_id.id)])

    def test_customer_tells_something_once(self):
        for _turn in range(2):
            page = self.send()
            self.assertEqual(page.status_code, 200)
        item = self.all_of(self.ada)
        self.assertEqual(len(item), 1)
        self.assertEqual(
            (item.kind, item.name, item.verbatim, item.source, item.company_id),
            ("complaint", "Delivery", "It came late", "portal", self.company),
        )
        self.assertTrue(item.user_id)
        self.assertIn("It came late", page.text)
        self.assertIn("Received", page.text)

    def test_only_own_items_are_shown(self):
        mine = self.make_feedback(self.ada.partner_id, verbatim="Mine", source="portal")
        self.make_feedback(self.eve.partner_id, verbatim="Of Eve", source="portal")
        self.make_feedback(
            self.ada.partner_id, verbatim="Said in an interview", source="interview"
        )
        mine._move("answered")
        page = self.url_open("/my/feedback").text
        self.assertIn("Mine", page)
        self.assertIn('data-state="answered"', page)
        self.assertNotIn("Of Eve", page)
        self.assertNotIn("Said in an interview", page)

    def test_the_form_has_all_its_fields(self):
        page = self.url_open("/my/feedback").text
        for field in ('<select id="feedback_kind"', '<input id="feedback_name"'):
            self.assertIn(field, page)
        self.assertRegex(page, r"<textarea[^>]*></textarea>")

    def test_home_page_leads_there(self):
        self.assertIn("/my/feedback", self.url_open("/my").text)

    def test_mistakes_are_told_and_nothing_is_lost(self):
        page = self.send(verbatim="  ", name="My subject")
        self.assertEqual(page.status_code, 400)
        self.assertIn("Please write what you would like to tell us.", page.text)
        self.assertIn("My subject", page.text)
        for values, words in (
            ({"name": "x" * 201}, "200 characters"),
            ({"verbatim": "x" * 10_001}, "characters at most"),
        ):
            page = self.send(**values)
            self.assertEqual(page.status_code, 400)
            self.assertIn(words, page.text)
        self.assertFalse(self.all_of(self.ada))

    @mute_logger("odoo.http")
    def test_hostile_input_is_refused(self):
        for values in (
            {"kind": "state"},
            {"kind": ""},
            {"key": "short"},
            {"key": f"{KEY}|x"},
            {"verbatim": "a\x00b"},
            {"csrf_token": "forged"},
        ):
            with self.subTest(**values):
                self.assertEqual(self.send(**values).status_code, 400)
        self.assertFalse(self.all_of(self.ada))

    def test_foreign_ids_and_fields_are_ignored(self):
        self.send(
            partner_id=self.eve.partner_id.id,
            company_id=self.env.ref("base.main_company").id,
            state="verified",
            user_id=self.eve.id,
            ticket_id="1",
        )
        item = self.all_of(self.ada)
        self.assertEqual((item.state, item.company_id), ("new", self.company))
        self.assertFalse(item.ticket_id)
        self.assertFalse(self.all_of(self.eve))

    def test_markup_is_shown_as_it_was_typed(self):
        page = self.send(verbatim="<script>alert(1)</script>").text
        self.assertNotIn("<script>alert(1)", page)
        self.assertIn("&lt;script&gt;alert(1)", page)

    def test_a_flood_is_stopped_with_words(self):
        self.patch(feedback_portal, "DAILY", 1)
        self.send()
        page = self.send(key=KEY.replace("0", "f"))
        self.assertEqual(page.status_code, 400)
        self.assertIn("a lot today", page.text)
        self.assertEqual(len(self.all_of(self.ada)), 1)

    @mute_logger("odoo.http")
    def test_pages(self):
        for number in range(12):
            self.make_feedback(
                self.ada.partner_id, name=f"Item {number}", source="portal"
            )
        step = len(
            re.findall("o_crm_feedback_item", self.url_open("/my/feedback").text)
        )
        self.assertTrue(0 < step <= 80)
        self.assertEqual(self.url_open("/my/feedback/page/99").status_code, 404)
        self.assertEqual(self.url_open("/my/feedback/page/0").status_code, 404)

    def test_visitors_have_to_log_in(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/feedback").url)
