# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestTicketPortal(LifecycleCommon, HttpCase):
    """What a customer can do to tickets over HTTP: to the own ones, by POST."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada, cls.eve = (
            cls.make_user(f"portal_{name}", "base.group_portal")
            for name in ("ada", "eve")
        )
        stages = cls.env["helpdesk.ticket.stage"]
        cls.new, cls.done, cls.hidden = stages.create(
            [
                {
                    "name": "New here",
                    "company_id": cls.company.id,
                    "sla_effect": "run",
                    "sequence": 1,
                },
                {
                    "name": "Thanks, solved",
                    "company_id": cls.company.id,
                    "closed": True,
                    "sla_effect": "solved",
                    "close_from_portal": True,
                    "sequence": 90,
                },
                {
                    "name": "Closed by staff",
                    "company_id": cls.company.id,
                    "closed": True,
                    "sla_effect": "solved",
                    "sequence": 91,
                },
            ]
        )
        cls.ticket = cls.make_ticket(cls.ada.partner_id, stage_id=cls.new.id)

    def post(self, url, **values):
        """Return the answer to a form of the page, with its token."""
        values.setdefault("csrf_token", http.Request.csrf_token(self))
        return self.url_open(url, data=values, allow_redirects=False)

    def close(self, **values):
        values = {"ticket_id": self.ticket.id, "stage_id": self.done.id} | values
        return self.post("/ticket/close", **values).status_code

    def assert_stage(self, stage):
        self.env.invalidate_all()
        self.assertEqual(self.ticket.stage_id, stage)

    def test_customer_closes_the_own_ticket(self):
        self.authenticate("portal_ada", "portal_ada")

        self.assertEqual(self.close(), 303)

        self.assert_stage(self.done)
        self.assertTrue(self.ticket.closed_date)

    def test_button_of_the_page_closes(self):
        """The very form that the page holds is sent, field by field."""
        self.authenticate("portal_ada", "portal_ada")
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        forms = re.findall(r"<form(?:(?!</form>).)*/ticket/close.*?</form>", page, re.S)
        forms = [form for form in forms if f'value="{self.done.id}"' in form]
        self.assertEqual(len(forms), 1)
        self.assertIn('method="POST"', forms[0])
        fields = {
            re.search(r'name="(\w+)"', tag)[1]: re.search(r'value="([^"]*)"', tag)[1]
            for tag in re.findall(r"<input[^>]*>", forms[0])
        }
        self.assertEqual(set(fields), {"csrf_token", "ticket_id", "stage_id"})
        self.assertNotIn("Closed by staff", page)

        answer = self.url_open("/ticket/close", data=fields, allow_redirects=False)

        self.assertEqual(answer.status_code, 303)
        self.assert_stage(self.done)
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        self.assertNotIn("/ticket/close", page)

    @mute_logger("odoo.http")
    def test_link_closes_nothing(self):
        self.authenticate("portal_ada", "portal_ada")
        query = f"ticket_id={self.ticket.id}&stage_id={self.done.id}"

        answer = self.url_open(f"/ticket/close?{query}", allow_redirects=False)

        self.assertEqual(answer.status_code, 405)
        self.assert_stage(self.new)

    @mute_logger("odoo.http")
    def test_foreign_ticket_is_not_found(self):
        self.authenticate("portal_eve", "portal_eve")

        self.assertEqual(self.close(), 404)

        self.assert_stage(self.new)

    @mute_logger("odoo.http")
    def test_form_of_another_site_closes_nothing(self):
        self.authenticate("portal_ada", "portal_ada")

        self.assertEqual(self.close(csrf_token="wrong"), 400)

        self.assert_stage(self.new)

    @mute_logger("odoo.http")
    def test_bad_parameters_are_told(self):
        self.authenticate("portal_ada", "portal_ada")
        missing = self.env["helpdesk.ticket"].search([], order="id desc", limit=1).id
        for values, status in (
            ({"ticket_id": ""}, 400),
            ({"ticket_id": "x"}, 400),
            ({"ticket_id": "-1"}, 400),
            ({"ticket_id": "0"}, 400),
            ({"ticket_id": "1.5"}, 400),
            ({"ticket_id": str(2**31)}, 400),
            ({"ticket_id": "9" * 30}, 400),
            ({"ticket_id": str(missing + 1000)}, 404),
            ({"stage_id": "x"}, 400),
            ({"stage_id": str(self.new.id)}, 400),
            ({"stage_id": str(self.hidden.id)}, 400),
            ({"stage_id": str(2**31 - 1)}, 400),
        ):
            with self.subTest(values):
                self.assertEqual(self.close(**values), status)
        self.assert_stage(self.new)

    def test_stage_of_another_team_is_not_offered(self):
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Others", "company_id": self.company.id}
        )
        self.done.team_ids = team
        self.authenticate("portal_ada", "portal_ada")

        with mute_logger("odoo.http"):
            self.assertEqual(self.close(), 400)

        self.assert_stage(self.new)

    def test_closed_ticket_stays_as_it_is(self):
        self.ticket.stage_id = self.hidden
        self.authenticate("portal_ada", "portal_ada")

        self.assertEqual(self.close(), 303)

        self.assert_stage(self.hidden)

    def test_reopened_ticket_can_be_closed_again(self):
        """The helpdesk keeps the date of closing, and so hid the button for good."""
        self.ticket.stage_id = self.done
        self.ticket.stage_id = self.new
        self.assertTrue(self.ticket.closed_date)
        self.authenticate("portal_ada", "portal_ada")

        page = self.url_open(f"/my/ticket/{self.ticket.id}").text

        self.assertIn("/ticket/close", page)

    def test_visitor_with_a_link_is_offered_no_button(self):
        token = self.ticket._portal_ensure_token()

        page = self.url_open(f"/my/ticket/{self.ticket.id}?access_token={token}").text

        self.assertIn("Needs help", page)
        self.assertNotIn("/ticket/close", page)

    @mute_logger("odoo.http")
    def test_list_tells_what_it_does_not_understand(self):
        self.authenticate("portal_ada", "portal_ada")
        for query, status in (
            ("", 200),
            ("sortby=name&groupby=stage&search_in=name&search=help", 200),
            ("date_begin=2024-01-01&date_end=2024-02-01", 200),
            ("sortby=password", 400),
            ("date_begin=yesterday&date_end=2024-02-01", 400),
            ("search=%00", 400),
        ):
            with self.subTest(query):
                answer = self.url_open(f"/my/tickets?{query}")
                self.assertEqual(answer.status_code, status)
        for number in (2**31, 9 * 10**20):
            answer = self.url_open(f"/my/ticket/{number}", allow_redirects=False)
            self.assertEqual(answer.status_code, 404)

    def test_customer_reads_the_list_in_the_own_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.ada.lang = "zh_CN"
        self.authenticate("portal_ada", "portal_ada")

        page = self.url_open("/my/tickets").text

        choices = re.findall(r"<span>(.+?)</span>", page)
        for chinese in (
            "最新",
            "标题",
            "阶段最近更新",
            "全部",
            "无",
            "类别",
            "搜索编号",
        ):
            self.assertIn(chinese, choices)
        for english in ("Newest", "All", "None", "Category", "Last Stage Update"):
            self.assertNotIn(english, choices)

    @mute_logger("odoo.http")
    def test_ticket_is_sent_by_post_only(self):
        self.authenticate("portal_ada", "portal_ada")
        before = self.env["helpdesk.ticket"].search_count([])
        url = "/submitted/ticket"
        link = self.url_open(f"{url}?subject=A&description=B", allow_redirects=False)
        self.assertEqual(link.status_code, 405)
        for values in (
            {"description": "B"},
            {"subject": "A"},
            {"subject": "A", "description": "B", "category": "x"},
            {"subject": "A", "description": "B", "team": "9" * 30},
            {"subject": "A\x00", "description": "B"},
        ):
            with self.subTest(values):
                self.assertEqual(self.post(url, **values).status_code, 400)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

        self.assertEqual(self.post(url, subject="A", description="B").status_code, 302)

        ticket = self.env["helpdesk.ticket"].search([], order="id desc", limit=1)
        self.assertEqual((ticket.name, ticket.partner_id), ("A", self.ada.partner_id))

    def test_visitors_do_not_write_stages(self):
        public = self.env.ref("base.public_user")
        stage = self.new.with_user(public)

        for operation in ("write", "create", "unlink"):
            self.assertFalse(stage.has_access(operation), operation)
        with self.assertRaises(AccessError):
            stage.name = "Mine"
