# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import html
from unittest.mock import patch

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .referral_common import ReferralCommon

VISITOR = {
    "name": "Carla Neu",
    "email": "carla@example.com",
    "phone": "+43 660 7654321",
    "consent": "yes",
}


@tagged("post_install", "-at_install")
class TestReferralPage(ReferralCommon, HttpCase):
    """What visitors of a referral link do, and what recommenders see of it."""

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def send(self, code=None, **values):
        """Return the answer to the form of a code, with its token."""
        data = {**VISITOR, "csrf_token": http.Request.csrf_token(self), **values}
        data = {name: value for name, value in data.items() if value is not None}
        code = self.code.code if code is None else code
        return self.url_open(f"/refer/{code}", data=data, allow_redirects=False)

    def get_made(self):
        """Return the contacts, leads and referrals there are by now."""
        self.env.invalidate_all()
        return [
            self.env[model].with_context(active_test=False).search([], order="id").ids
            for model in ("res.partner", "crm.lead", "crm.referral", "crm.due")
        ]

    # ----------------------------------------------------------------- visitors

    def test_page_tells_little_of_the_recommender(self):
        self.anna.name = "Anna Hinterseer"
        page = self.url_open(f"/refer/{self.code.code}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Anna", page.text)
        self.assertIn("50 points", page.text)
        self.assertNotIn("Hinterseer", page.text)
        self.assertNotIn("anna@example.com", page.text)

    def test_visitor_becomes_a_contact_and_a_lead(self):
        answer = self.send()
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].endswith("/refer/thanks"))
        self.assertEqual(self.url_open("/refer/thanks").status_code, 200)
        carla = self.env["res.partner"].search([("email", "=", "carla@example.com")])
        self.assertEqual((carla.name, carla.phone), ("Carla Neu", "+43 660 7654321"))
        referral = self.referrals.search([("friend_id", "=", carla.id)])
        self.assertEqual(
            (referral.state, referral.recommender_id, referral.code_id),
            ("registered", self.anna, self.code),
        )
        self.assertEqual(referral.consent, self.offer.consent_text)
        self.assertTrue(referral.consent_at)
        lead = self.env["crm.lead"].search([("partner_id", "=", carla.id)])
        self.assertEqual(
            (lead.contact_name, lead.referred, lead.company_id, lead.type),
            ("Carla Neu", "Anna", self.company, "lead"),
        )

    def test_sent_twice_counts_once(self):
        self.send()
        made = self.get_made()
        self.assertEqual(self.send().status_code, 303)
        self.assertEqual(self.get_made(), made)

    def test_known_visitors_get_the_same_answer_and_stay_as_they_are(self):
        self.make_invoice(self.bob, "2024-01-05", 10)
        new = self.send()
        known = self.send(email="BOB@example.com", name="Mallory", phone="+43660111222")
        self.assertEqual(
            (new.status_code, new.headers["Location"], new.text),
            (known.status_code, known.headers["Location"], known.text),
        )
        self.env.invalidate_all()
        self.assertEqual((self.bob.name, self.bob.phone), ("Bob Huber", False))
        referral = self.referrals.search([("friend_id", "=", self.bob.id)])
        self.assertEqual((referral.state, referral.refusal), ("refused", "customer"))
        lead = self.env["crm.lead"].search([("email_from", "=", "BOB@example.com")])
        self.assertEqual((lead.contact_name, lead.partner_id.ids), ("Mallory", []))

    def test_recommender_who_registers_gets_nothing(self):
        self.send(email="Anna@example.com")
        referral = self.referrals.search([("code_id", "=", self.code.id)])
        self.assertEqual((referral.state, referral.refusal), ("refused", "self"))

    def test_robot_that_fills_the_hidden_field_makes_nothing(self):
        made = self.get_made()
        self.assertEqual(self.send(nickname="Bot").status_code, 303)
        self.assertEqual(self.get_made(), made)

    @mute_logger("odoo.http")
    def test_captcha_is_asked(self):
        made = self.get_made()
        asked, question = [], "Are you a robot?"

        def refuse(_self, action):
            asked.append(action)
            raise UserError(question)

        with patch.object(
            type(self.env["ir.http"]), "_verify_request_recaptcha_token", refuse
        ):
            answer = self.send()
        self.assertEqual((answer.status_code, asked), (400, ["referral"]))
        self.assertIn(question, answer.text)
        self.assertEqual(self.get_made(), made)

    def test_code_that_brings_too_many_is_stopped(self):
        for number in range(20):
            self.refer(self.make_partner(f"Friend {number}"), code_id=self.code.id)
        made = self.get_made()
        self.assertEqual(self.send().status_code, 429)
        self.assertEqual(self.get_made(), made)

    @mute_logger("odoo.http")
    def test_bad_input_is_told_and_makes_nothing(self):
        made = self.get_made()
        cases = [
            ({"name": ""}, "your name"),
            ({"name": None}, "your name"),
            ({"name": "   "}, "your name"),
            ({"name": "\x00"}, "your name"),
            ({"name": "x" * 101}, "too long"),
            ({"email": ""}, "email address"),
            ({"email": None}, "email address"),
            ({"email": "nobody"}, "email address"),
            ({"email": "a@b.c, d@e.f"}, "email address"),
            ({"email": "x" * 250 + "@example.com"}, "too long"),
            ({"phone": "abc"}, "phone number"),
            ({"phone": "12"}, "phone number"),
            ({"phone": "1" * 41}, "too long"),
            ({"consent": None}, "consent"),
            ({"consent": "no"}, "consent"),
            ({"consent": ""}, "consent"),
        ]
        for values, words in cases:
            answer = self.send(**values)
            self.assertEqual(answer.status_code, 400, values)
            self.assertIn(words, html.unescape(answer.text), values)
        answer = self.send(phone="abc", name='<b>"Carla"</b>')
        self.assertIn("&lt;b&gt;", answer.text)
        self.assertIn("carla@example.com", answer.text)
        self.assertEqual(self.get_made(), made)

    @mute_logger("odoo.http")
    def test_wrong_codes_and_tokens_make_nothing(self):
        made = self.get_made()
        codes = ("XXXXXXXX", "x" * 40, "%25", "'", "1", "%00", "ÄÖ", "<b>")
        for code in codes:
            self.assertEqual(self.send(code).status_code, 404, code)
            page = self.url_open(f"/refer/{code}")
            self.assertEqual(page.status_code, 404, code)
        for token in (None, "", "wrong"):
            self.assertEqual(self.send(csrf_token=token).status_code, 400, token)
        files = {"name": ("name.txt", b"Carla")}
        data = {"csrf_token": http.Request.csrf_token(self), "consent": "yes"}
        answer = self.url_open(f"/refer/{self.code.code}", data=data, files=files)
        self.assertEqual(answer.status_code, 400)
        self.offer.active = False
        self.assertEqual(self.send().status_code, 404)
        self.assertEqual(self.get_made(), made)

    def test_codes_are_short_and_not_the_id(self):
        codes = [
            self.codes._get_code(self.offer, self.make_partner(f"Customer {number}"))
            for number in range(30)
        ]
        self.assertEqual(len({code.code for code in codes}), 30)
        for code in codes:
            self.assertRegex(code.code, r"^[2-9B-DF-HJ-NP-TV-Z]{8}$")
            self.assertNotIn(str(code.partner_id.id), code.code)

    # -------------------------------------------------------------- recommenders

    def test_recommender_sees_the_link_and_first_names(self):
        user = self.make_user("referral_ada", "base.group_portal")
        self.refer(self.bob, user.partner_id)
        self.refer(self.make_partner("王小明"), user.partner_id)
        self.refer(self.make_partner("Foreign Person"), self.anna)
        self.authenticate(user.login, user.login)
        page = self.url_open("/my/points").text
        own = self.codes._get_code(self.offer, user.partner_id)
        self.assertIn(f"/refer/{own.code}", page)
        self.assertEqual(page, page.replace(self.code.code, "x"))
        self.assertIn("<span>Bob</span>", page)
        self.assertIn("王…", page)
        for text in ("Huber", "小明", "Foreign", "bob@example.com"):
            self.assertNotIn(text, page)
        again = self.url_open("/my/points").text
        self.assertIn(f"/refer/{own.code}", again)
        self.assertEqual(
            self.codes.search_count([("partner_id", "=", user.partner_id.id)]), 1
        )

    def test_points_of_a_referral_hide_names(self):
        self.refer(self.bob)
        self.buy(self.bob)
        self.follow(20)
        rows = self.env["loyalty.history"].search([("event", "=", "referral")])
        texts = {row._get_order_description() for row in rows}
        self.assertEqual(
            texts,
            {"You recommended us to Bob", "Welcome: you were recommended to us"},
        )
