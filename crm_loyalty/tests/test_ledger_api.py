# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged

from .ledger_orders_common import LedgerOrdersCommon


class ApiCommon(LedgerOrdersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.make_user("shop", "crm_loyalty.group_integration")
        cls.reader = cls.make_user("reader", "crm_loyalty.group_user")
        cls.account = {"partner_id": cls.anna.id, "program_id": cls.program.id}

    def api(self, user):
        context = {"allowed_company_ids": user.company_ids.ids}
        return self.env["loyalty.card"].with_user(user).with_context(**context)


@tagged("post_install", "-at_install")
class TestLedgerApi(ApiCommon):
    """What other applications ask and tell."""

    def test_balance(self):
        self.set_tier(self.anna, self.gold)
        self.program.points_release = "paid"
        self.make_sale(self.anna, 15)  # × 2 by the tier
        self.give(self.anna, 20, expires_on=date(2030, 1, 31))
        self.give(self.anna, 5, expires_on=date(2030, 1, 31))
        self.give(self.anna, 7, expires_on=date(2029, 12, 31))
        self.give(self.anna, 100)
        self.give(self.anna, -10)
        expected = {
            "customer_id": self.anna.id,
            "program_id": self.program.id,
            "unit": "points",
            "balance": 122.0,
            "pending": 30.0,
            "expiring": [{"on": "2030-01-31", "points": 22.0}],
            "tier": "gold",
        }
        reader = self.api(self.reader)
        self.assertEqual(reader.get_balance(**self.account), expected)
        card = self.card_of(self.anna)
        self.assertEqual(reader.get_balance(card_id=card.id), expected)

    def test_contact_stands_for_its_company(self):
        firm = self.make_partner("Firm", is_company=True)
        clerk = self.make_partner("Clerk", parent_id=firm.id)
        self.give(firm, 8)
        found = self.api(self.reader).get_balance(clerk.id, self.program.id)
        self.assertEqual((found["customer_id"], found["balance"]), (firm.id, 8.0))

    def test_customer_without_card(self):
        found = self.api(self.reader).get_balance(**self.account)
        self.assertEqual((found["balance"], found["expiring"]), (0.0, []))
        self.assertFalse(self.card_of(self.anna))

    def test_event_is_booked_once(self):
        shop = self.api(self.shop)
        answers = [
            shop.post_event("v1", 20, **self.account, event="visit", description="Hi")
            for _time in range(3)
        ]
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])
        self.assertEqual(
            answers[0] | {"id": None, "day": None},
            {
                "id": None,
                "key": "v1",
                "customer_id": self.anna.id,
                "program_id": self.program.id,
                "points": 20.0,
                "day": None,
            },
        )
        self.assert_balance(self.anna, 20.0)
        self.assertEqual(self.get_rows(self.anna), [("earn", "visit", 20.0, 0.0)])
        row = self.ledger.browse(answers[0]["id"])
        self.assertEqual((row.create_uid, row.description), (self.shop, "Hi"))

    def test_same_key_with_other_content(self):
        shop = self.api(self.shop)
        shop.post_event("v1", 20, **self.account)
        berta = self.make_partner("Berta")
        for values in (
            {"points": 21},
            {"points": -20},
            {"event": "visit"},
            {"partner_id": berta.id},
        ):
            with (
                self.assertRaisesRegex(ValidationError, "v1.*with other content"),
                self.cr.savepoint(),
            ):
                shop.post_event(**{"key": "v1", "points": 20, **self.account, **values})
        self.assert_balance(self.anna, 20.0)

    def test_spending(self):
        shop = self.api(self.shop)
        shop.post_event("v1", 20, **self.account)
        shop.post_event("s1", -15, **self.account)
        shop.post_event("s1", -15, **self.account)
        with (
            self.assertRaisesRegex(ValidationError, "has 5 points.*6 points can't"),
            self.cr.savepoint(),
        ):
            shop.post_event("s2", -6, **self.account)
        self.assert_balance(self.anna, 5.0)

    def test_answer_to_a_replay_stays_after_the_points_are_gone(self):
        shop = self.api(self.shop)
        shop.post_event("v1", 20, **self.account)
        spent = shop.post_event("s1", -20, **self.account)
        self.assertEqual(shop.post_event("s1", -20, **self.account), spent)

    def test_expired_card_is_not_spent(self):
        self.give(self.anna, 20)
        shop = self.api(self.shop)
        spent = shop.post_event("s1", -6, **self.account)
        yesterday = fields.Date.today() - timedelta(days=2)
        self.card_of(self.anna).expiration_date = yesterday
        with self.assertRaisesRegex(ValidationError, "was valid until"):
            shop.post_event("s2", -6, **self.account)
        self.assertEqual(shop.post_event("s1", -6, **self.account), spent)
        self.assert_balance(self.anna, 14.0)

    def test_nonsense_is_refused_in_words(self):
        right = {"key": "v1", "points": 20, **self.account}
        coupons = self.make_program(
            "Coupons", program_type="coupons", applies_on="current"
        )
        for wrong, words in (
            ({"key": ""}, "“key”"),
            ({"key": 7}, "“key”"),
            ({"key": "x" * 201}, "“key”"),
            ({"points": 0}, "“points”"),
            ({"points": "20"}, "“points”"),
            ({"points": True}, "“points”"),
            ({"points": float("nan")}, "“points”"),
            ({"points": 1.005}, "2 decimals"),
            ({"event": "Order"}, "“event”"),
            ({"event": "order"}, "“event”"),
            ({"event": None}, "“event”"),
            ({"partner_id": 999999999}, "999999999"),
            ({"partner_id": "1"}, "no Contact"),
            ({"program_id": None}, "no Loyalty Program"),
            ({"program_id": coupons.id}, "no ledger"),
            ({"card_id": 999999999}, "999999999"),
        ):
            with (
                self.subTest(wrong),
                self.assertRaisesRegex(ValidationError, words),
                self.cr.savepoint(),
            ):
                self.api(self.shop).post_event(**(right | wrong))
        self.assertFalse(self.card_of(self.anna))

    def test_rights(self):
        plain = self.make_user("plain", "base.group_user")
        seller = self.make_user("seller", "sales_team.group_sale_manager")
        agent = self.make_user("agent", "crm_loyalty.group_agent")
        boss = self.make_user("boss", "crm_loyalty.group_manager")
        with self.assertRaises(AccessError):
            self.api(plain).get_balance(**self.account)
        for user in (plain, seller, agent, self.reader):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.api(user).post_event("v1", 20, **self.account)
        self.api(boss).post_event("v1", 20, **self.account)
        self.assert_balance(self.anna, 20.0)

    def test_foreign_companies(self):
        other = self.make_company("Other company")
        club = self.make_program("Other club", company=other)
        self.env.user.company_ids |= other
        self.give(self.anna, 9, program=club)
        card = self.card_of(self.anna, club)
        shop = self.api(self.shop)
        for account in (
            {"partner_id": self.anna.id, "program_id": club.id},
            {"card_id": card.id},
        ):
            for call in (
                lambda account=account: shop.get_balance(**account),
                lambda account=account: shop.post_event("v1", 20, **account),
            ):
                with self.assertRaisesRegex(ValidationError, "in your companies"):
                    call()
        self.assert_balance(self.anna, 9.0, program=club)


@tagged("post_install", "-at_install")
class TestLedgerApiByHttp(ApiCommon, HttpCase):
    """The same over the wire, with an API key."""

    def call(self, method, user, **values):
        keys = self.env["res.users.apikeys"].with_user(user)
        soon = fields.Datetime.now() + timedelta(hours=1)
        key = keys._generate("rpc", "Shop", soon)
        answer = self.url_open(
            f"/json/2/loyalty.card/{method}",
            json=values,
            headers={"Authorization": f"bearer {key}"},
        )
        self.env.invalidate_all()
        return answer.status_code, answer.json()

    def test_post_replay_and_read(self):
        event = {"key": "v1", "points": 20, **self.account}
        status, first = self.call("post_event", self.shop, **event)
        self.assertEqual((status, first["points"]), (200, 20.0))
        self.assertEqual(self.call("post_event", self.shop, **event), (200, first))
        status, error = self.call("post_event", self.shop, **(event | {"points": 21}))
        self.assertEqual(status, 422)
        self.assertIn("already booked with other content", error["message"])
        status, _error = self.call("post_event", self.reader, **event)
        self.assertEqual(status, 403)
        status, found = self.call("get_balance", self.reader, **self.account)
        self.assertEqual((status, found["balance"]), (200, 20.0))
        status, _error = self.call("post_event", self.shop, key="v2")
        self.assertEqual(status, 422)
        self.assert_balance(self.anna, 20.0)
