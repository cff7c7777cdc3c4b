# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import LoyaltyCommon

SALES = "sales_team.group_sale_salesman_all_leads"
ACCOUNTING = f"account.group_account_invoice,{SALES}"


@tagged("post_install", "-at_install")
class TestStoryTour(LoyaltyCommon, HttpCase):
    """The main story at the browser, from the order to the debt in the reports.

    Five people do their part by clicks; after each the ledger is read.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            login: cls.make_person(login, groups)
            for login, groups in {
                "story_seller": SALES,
                "story_accountant": ACCOUNTING,
                "story_agent": "crm_lifecycle.group_user,crm_loyalty.group_agent",
                "story_manager": "crm_lifecycle.group_manager,"
                "crm_loyalty.group_manager",
            }.items()
        }
        cls.make_bank()
        cls.program.write({"points_release": "paid", "points_digits": "0"})
        cls.goods.write(
            {
                "name": "Tour goods",
                "list_price": 300.0,
                "invoice_policy": "order",
            }
        )
        cls.anna.write({"name": "Tour customer", "lang": "en_US"})
        cls.mug = cls.env["crm.loyalty.benefit"].create(
            {"name": "Tour mug", "points": 250, "program_id": cls.program.id}
        )

    @classmethod
    def make_person(cls, login, groups):
        user = cls.make_user(login, groups)
        user.lang = "en_US"
        return user

    @classmethod
    def make_bank(cls):
        """Let the company's invoices be paid: a bank, and an account on the way."""
        cls.company.transfer_account_id = cls.env["account.account"].create(
            {
                "name": "On the way",
                "code": "500000",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        cls.env["account.journal"].create(
            {
                "name": "Bank",
                "code": "BNK",
                "type": "bank",
                "company_id": cls.company.id,
            }
        )

    def play(self, part, login):
        """Let a person play a part, then return what the ledger has booked so far."""
        self.start_tour("/odoo", f"crm_loyalty_story_{part}", login=login)
        self.env.invalidate_all()
        rows = self.env["loyalty.history"].search(
            [("pool_id.commercial_partner_id", "=", self.anna.id)], order="id"
        )
        return [(row.kind, row.event, row.change, row.pending) for row in rows]

    def assert_balance(self, points, pending):
        card = self.card_of(self.anna)
        self.assertEqual(len(card), 1)
        self.assertEqual((card.points, card.points_pending), (points, pending))

    def test_from_the_order_to_the_debt(self):
        booked = self.play("order", "story_seller")
        self.assertEqual(booked, [("pending", "order", 0.0, 300.0)])
        self.assert_balance(0.0, 300.0)

        booked = self.play("payment", "story_accountant")
        self.assertEqual(booked[1:], [("confirm", "order", 300.0, -300.0)])
        self.assert_balance(300.0, 0.0)

        booked = self.play("redemption", "story_agent")
        self.assertEqual(booked[2:], [("spend", "benefit", -250.0, 0.0)])
        self.assert_balance(50.0, 0.0)

        booked = self.play("refund", "story_accountant")
        self.assert_balance(-250.0, 0.0)

        self.assertEqual(self.play("report", "story_manager"), booked)
        self.assertEqual(
            booked,
            [
                ("pending", "order", 0.0, 300.0),
                ("confirm", "order", 300.0, -300.0),
                ("spend", "benefit", -250.0, 0.0),
                ("reverse", "order", -300.0, 0.0),
            ],
        )
        order = self.env["sale.order"].search([("partner_id", "=", self.anna.id)])
        self.assertEqual(
            (len(order), order.state, order.amount_untaxed), (1, "sale", 300)
        )
        (redemption,) = self.mug.redemption_ids
        self.assertEqual(
            (redemption.state, redemption.done_by_id),
            ("done", self.people["story_agent"]),
        )
