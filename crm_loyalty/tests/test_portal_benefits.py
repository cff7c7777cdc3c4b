# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .referral_common import ReferralCommon

KEY = "0123456789abcdef" * 2


@tagged("post_install", "-at_install")
class TestPortalBenefits(ReferralCommon, HttpCase):
    """What a customer takes from the catalogue over HTTP: with the own points."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada, cls.eve = (
            cls.make_user(f"benefit_{name}", "base.group_portal")
            for name in ("ada", "eve")
        )
        benefits = cls.env["crm.loyalty.benefit"]
        cls.mug, cls.house, cls.secret = benefits.create(
            [
                {"name": name, "points": points, "program_id": cls.program.id, **vals}
                for name, points, vals in (
                    ("Mug", 100, {}),
                    ("House", 5000, {}),
                    ("Secret", 1, {"is_published": False}),
                )
            ]
        )
        cls.card = cls.env["loyalty.card"]._get_card(cls.program, cls.ada.partner_id)
        cls.env["loyalty.history"].sudo()._post(
            [
                {
                    "card": cls.card,
                    "kind": "earn",
                    "event": "gift",
                    "description": "A gift",
                    "issued": 120.0,
                }
            ]
        )

    def redeem(self, **values):
        """Return the answer to the form of the page, with its token."""
        data = {
            "benefit_id": self.mug.id,
            "key": KEY,
            "csrf_token": http.Request.csrf_token(self),
            **values,
        }
        data = {name: value for name, value in data.items() if value is not None}
        answer = self.url_open("/my/points/redeem", data=data, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def get_redemptions(self):
        return self.env["crm.loyalty.redemption"].search(
            [("company_id", "=", self.company.id)]
        )

    def login(self, user):
        self.authenticate(user.login, user.login)

    def test_tour(self):
        self.start_tour("/my/home", "crm_loyalty_my_points", login=self.ada.login)
        self.assertEqual(self.get_redemptions().benefit_id, self.mug)
        self.assertEqual(self.get_redemptions().partner_id, self.ada.partner_id)
        self.assert_points(self.ada.partner_id, 20)

    def test_catalogue_says_why_not(self):
        self.login(self.ada)
        page = self.url_open("/my/points").text
        self.assertIn("Mug", page)
        self.assertIn("It costs 5000 points; 4880 points are missing.", page)
        self.assertNotIn("Secret", page)
        self.assertEqual(page.count("/my/points/redeem"), 1)

    def test_form_sent_twice_takes_points_once(self):
        self.login(self.ada)
        for _time in range(2):
            self.assertEqual(self.redeem().status_code, 303)
        self.assertEqual(len(self.get_redemptions()), 1)
        self.assert_points(self.ada.partner_id, 20)

    def test_refusal_is_told_on_the_page(self):
        self.login(self.ada)
        answer = self.redeem(benefit_id=self.house.id)
        self.assertEqual(answer.status_code, 400)
        self.assertIn("4880 points are missing", answer.text)
        self.assertIn("alert-warning", answer.text)
        self.assertFalse(self.get_redemptions())

    def test_colleague_does_not_see_the_voucher(self):
        firm = self.make_partner("Firm", is_company=True)
        (self.ada | self.eve).partner_id.parent_id = firm
        self.login(self.ada)
        self.assertEqual(self.redeem().status_code, 303)
        self.assertIn("o_crm_redemptions", self.url_open("/my/points").text)
        self.login(self.eve)
        page = self.url_open("/my/points").text
        self.assertIn("20 points", page)
        self.assertNotIn("o_crm_redemptions", page)

    @mute_logger("odoo.http")
    def test_foreign_and_bad_requests_take_nothing(self):
        other = self.make_program("Hidden club", portal_visible=False)
        hidden = self.mug.create({"name": "H", "points": 0, "program_id": other.id})
        self.login(self.eve)
        self.assertEqual(self.redeem().status_code, 404)
        self.login(self.ada)
        bad_ids = ("", None, "0", "-1", "x", "1.5", "9" * 30, "1;2", "[]", "null")
        cases = [({"benefit_id": value}, 400) for value in bad_ids]
        cases += [({"key": value}, 400) for value in ("", None, "x", KEY + "0", "'")]
        cases += [
            ({"benefit_id": self.secret.id}, 404),
            ({"benefit_id": hidden.id}, 404),
            ({"benefit_id": 2**31 - 1}, 404),
            ({"csrf_token": None}, 400),
            ({"csrf_token": "wrong"}, 400),
        ]
        for values, status in cases:
            self.assertEqual(self.redeem(**values).status_code, status, values)
        link = f"/my/points/redeem?benefit_id={self.mug.id}&key={KEY}"
        self.assertEqual(self.url_open(link).status_code, 405)
        self.authenticate(None, None)
        self.assertIn(self.redeem().status_code, (303, 400))
        self.assertFalse(self.get_redemptions())
        self.assert_points(self.ada.partner_id, 120)
