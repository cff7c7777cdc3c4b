# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import LoyaltyCommon

SECRET = 98765.43


@tagged("post_install", "-at_install")
class TestPortalPoints(LoyaltyCommon, HttpCase):
    """What a customer sees of points over HTTP: the own balances, nobody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.portal_visible = True
        cls.firm = cls.make_partner("Firm", is_company=True)
        cls.ada = cls.make_portal_user("ada", parent_id=cls.firm.id)
        cls.bob = cls.make_portal_user("bob", parent_id=cls.firm.id)
        cls.eve = cls.make_portal_user("eve")

    @classmethod
    def make_portal_user(cls, name, **vals):
        user = cls.make_user(f"points_{name}", "base.group_portal")
        user.partner_id.write({"name": name.title(), **vals})
        return user

    @classmethod
    def give(cls, partner, points, program=None, **entry):
        """Book points of ``partner``; negative ones are spent."""
        card = cls.env["loyalty.card"]._get_card(program or cls.program, partner)
        return (
            cls.env["loyalty.history"]
            .sudo()
            ._post(
                [
                    {
                        "card": card,
                        "kind": "earn" if points > 0 else "reverse",
                        "event": "gift",
                        "description": "A gift",
                        "issued": max(points, 0.0),
                        "used": max(-points, 0.0),
                        **entry,
                    }
                ]
            )
        )

    def pool_of(self, partner, program=None):
        program = program or self.program
        return self.env["loyalty.card"]._get_card(program, partner).pool_id

    def login(self, user):
        self.authenticate(user.login, user.login)

    def get(self, url, status=200):
        answer = self.url_open(url, allow_redirects=False)
        self.assertEqual(answer.status_code, status, url)
        return answer.text

    # ---------------------------------------------------------------- the page

    def test_contacts_see_the_balance_of_their_company(self):
        self.give(self.ada.partner_id, 100)
        self.give(self.bob.partner_id, 20)
        for user in (self.ada, self.bob):
            self.login(user)
            page = self.get("/my/points")
            self.assertIn("120 points", page)
            self.assertIn("+20 points", page)

    def test_nobody_sees_the_balance_of_others(self):
        self.give(self.ada.partner_id, 123)
        self.login(self.eve)
        page = self.get("/my/points")
        self.assertNotIn("123", page)
        self.assertIn("You have no points yet", page)
        self.get(f"/my/points?pool={self.pool_of(self.firm).id}", status=404)

    def test_history_shows_the_balance_after_each_movement(self):
        self.give(self.eve.partner_id, 100)
        self.give(self.eve.partner_id, 0.001, pending=30.0, issued=0.0, kind="pending")
        self.give(self.eve.partner_id, -140)
        lines = self.pool_of(self.eve.partner_id)._get_portal_history()
        self.assertEqual(
            [
                (line["kind"], line["change_text"], line["pending_text"])
                for line in lines
            ],
            [
                ("Reversed", "−140 points", "0 points"),
                ("Pending", "0 points", "+30 points"),
                ("Earned", "+100 points", "0 points"),
            ],
        )
        self.assertEqual(
            [line["balance_text"] for line in lines],
            ["-40 points", "100 points", "100 points"],
        )
        self.login(self.eve)
        page = self.get("/my/points")
        self.assertIn("The next points", page)
        self.assertIn("30 points</span> pending", page)

    def test_history_comes_in_pages(self):
        for number in range(85):
            self.give(self.eve.partner_id, 1, description=f"Gift number {number}.")
        self.login(self.eve)
        first, second = self.get("/my/points"), self.get("/my/points/page/2")
        self.assertEqual(first.count("Gift number"), 80)
        self.assertEqual(second.count("Gift number"), 5)
        self.assertIn("Gift number 84.", first)
        self.assertIn("Gift number 0.", second)
        self.assertIn("/my/points/page/2", first)
        self.get("/my/points/page/3", status=404)

    def test_hidden_archived_and_foreign_programmes_are_left_out(self):
        other = self.make_company("Other company")
        programs = {
            "hidden": self.make_program("Hidden club", portal_visible=False),
            "foreign": self.make_program("Foreign", company=other, portal_visible=True),
            "gone": self.make_program("Gone club", portal_visible=True),
            "open": self.make_program("Everywhere", portal_visible=True),
        }
        programs["open"].company_id = False
        for program in programs.values():
            self.give(self.eve.partner_id, 7, program)
        programs["gone"].active = False
        self.login(self.eve)
        page = self.get("/my/points")
        self.assertIn("Everywhere", page)
        for name in ("hidden", "foreign", "gone"):
            self.assertNotIn(programs[name].name, page)
            pool = self.pool_of(self.eve.partner_id, programs[name])
            self.get(f"/my/points?pool={pool.id}", status=404)

    def test_second_programme_is_shown_on_demand(self):
        club = self.make_program("Second club", portal_visible=True)
        self.give(self.eve.partner_id, 5, description="Of the first")
        self.give(self.eve.partner_id, 6, club, description="Of the second")
        self.login(self.eve)
        page = self.get("/my/points")
        self.assertIn("Of the first", page)
        self.assertNotIn("Of the second", page)
        pool = self.pool_of(self.eve.partner_id, club)
        page = self.get(f"/my/points?pool={pool.id}")
        self.assertIn("Of the second", page)
        self.assertNotIn("Of the first", page)

    def test_order_leads_to_the_own_order(self):
        order = self.make_quotation(self.eve.partner_id, 50.0)
        order.action_confirm()
        pool = self.pool_of(self.eve.partner_id)
        self.assertEqual(
            [line["url"] for line in pool._get_portal_history()],
            [f"/my/orders/{order.id}"],
        )
        order.with_context(disable_cancel_warning=True).partner_id = self.firm
        foreign = pool._get_portal_history()
        self.assertEqual({line["url"] for line in foreign}, {False})

    def test_card_number_is_shown_to_its_holder_alone(self):
        self.give(self.ada.partner_id, 10)
        card = self.card_of(self.ada.partner_id)
        self.login(self.ada)
        self.assertIn(card.code, self.get("/my/points"))
        self.login(self.bob)
        self.assertNotIn(card.code, self.get("/my/points"))

    def test_text_of_others_is_no_markup(self):
        self.give(self.eve.partner_id, 10, description="<script>alert(1)</script>")
        self.login(self.eve)
        page = self.get("/my/points")
        self.assertNotIn("<script>alert(1)", page)
        self.assertIn("&lt;script&gt;alert(1)", page)

    # ---------------------------------------------------------------- elsewhere

    def test_home_shows_the_balance(self):
        self.give(self.firm, 120)
        self.login(self.ada)
        page = self.get("/my/home")
        self.assertIn("/my/points", page)
        self.assertIn("120 points", page)
        self.login(self.eve)
        self.assertNotIn("/my/points", self.get("/my/home"))

    def test_core_pages_show_the_ledger(self):
        self.give(self.eve.partner_id, 100)
        self.give(self.eve.partner_id, -30, description="Given back")
        card = self.card_of(self.eve.partner_id)
        self.login(self.eve)
        page = self.get(f"/my/loyalty_card/{card.id}/history")
        self.assertIn("Given back", page)
        values = self.read_values(card)
        self.assertEqual(values["card"]["points_display"], "70 points")
        self.assertEqual(
            sorted(line["points"] for line in values["history_lines"]),
            ["+100 points", "-30 points"],
        )
        self.login(self.ada)
        self.get(f"/my/loyalty_card/{card.id}/history", status=303)
        self.assertEqual(self.read_values(card), {})

    def read_values(self, card):
        answer = self.url_open(
            f"/my/loyalty_card/{card.id}/values",
            data=json.dumps({"params": {}}),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()["result"]

    # ---------------------------------------------------------------- bad input

    @mute_logger("odoo.http")
    def test_hostile_requests_change_and_show_nothing(self):
        self.give(self.ada.partner_id, SECRET)
        pool = self.pool_of(self.firm)
        card = self.card_of(self.ada.partner_id)
        before = self.get_tables()
        self.login(self.eve)
        bad_ids = ["0", "-1", "1.5", "x", "1 OR 1=1", "9" * 10, "9" * 30, "%00", "[]"]
        requests = (
            [(f"/my/points?pool={value}", {400, 404}) for value in bad_ids]
            + [(f"/my/points?pool={pool.id}{tail}", {404, 400}) for tail in ("", "'")]
            + [
                (f"/my/points/page/{page}", {404})
                for page in ("0", "-1", "2", "9" * 12, "x", "1.0")
            ]
            + [
                (f"/my/loyalty_card/{number}/history", {404, 303})
                for number in (card.id, 0, 2**31, 10**20, "x", "-1")
            ]
            + [
                (f"/my/loyalty_card/{card.id}/history?sortby={sort}", {400})
                for sort in ("nothing", "id;drop", "__class__", "")
            ]
            + [(f"/my/loyalty_card/{card.id}/history/page/{n}", {303}) for n in (0, 9)]
            + [("/my/points?pool=", {400}), ("/my/points?pool=null", {400})]
        )
        self.assertGreaterEqual(len(requests), 30)
        for url, expected in requests:
            answer = self.url_open(url, allow_redirects=False)
            self.assertIn(answer.status_code, expected, url)
            self.assertNotIn(str(SECRET), answer.text, url)
            self.assertNotIn(card.code, answer.text, url)
        token = http.Request.csrf_token(self)
        for data in ({"csrf_token": token}, {}):
            answer = self.url_open("/my/points", data={"pool": pool.id, **data})
            self.assertIn(answer.status_code, (400, 405))
        self.assertEqual(self.get_tables(), before)

    def get_tables(self):
        self.env.invalidate_all()
        history = self.env["loyalty.history"].sudo().search([], order="id")
        return (
            history.ids,
            history.mapped("issued"),
            self.env["loyalty.card"].sudo().search([], order="id").ids,
            self.env["crm.loyalty.pool"].sudo().search([], order="id").ids,
        )

    def test_visitors_have_to_log_in(self):
        self.give(self.ada.partner_id, SECRET)
        answer = self.url_open("/my/points", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])
