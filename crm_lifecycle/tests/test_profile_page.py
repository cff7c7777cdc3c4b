# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestProfilePage(LifecycleCommon):
    """What stands beside the figures: documents, other companies, the ways there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.maker = cls.make_partner("Maker", is_company=True)
        cls.buyer = cls.make_partner("Buyer", parent_id=cls.maker.id)
        cls.make_invoice(cls.maker, "2024-01-05", 100)
        cls.make_invoice(cls.buyer, "2024-01-06", 20)
        cls.make_invoice(cls.maker, "2024-01-07", -5)
        cls.make_invoice(cls.maker, "2024-01-08", 9, move_type="in_invoice")
        cls.make_invoice(cls.make_partner("Other"), "2024-01-08", 3)
        cls.run_night("2024-03-01")
        cls.profile = cls.profile_of(cls.maker)
        cls.orders = cls.make_order(cls.buyer, "2024-02-01 12:00:00", 5)
        cls.orders |= cls.make_order(cls.maker, "2024-02-02 12:00:00", 5, confirm=False)

    def test_buttons_count_the_documents_of_the_whole_customer(self):
        self.assertEqual((self.profile.order_count, self.profile.invoice_count), (2, 3))

    def test_buttons_open_the_documents_they_count(self):
        orders = self.profile.action_view_orders()
        invoices = self.profile.action_view_invoices()

        self.assertEqual(
            self.env[orders["res_model"]].search(orders["domain"]), self.orders
        )
        self.assertEqual(
            sorted(
                self.env[invoices["res_model"]]
                .search(invoices["domain"])
                .mapped("amount_untaxed_signed")
            ),
            [-5.0, 20.0, 100.0],
        )

    def test_user_without_access_to_documents_counts_none(self):
        mine = self.profile.with_user(self.user)

        self.assertEqual((mine.order_count, mine.invoice_count), (0, 0))

    def test_contact_opens_its_customer(self):
        action = self.buyer.action_view_profile()

        self.assertEqual(
            self.env[action["res_model"]].browse(action["res_id"]), self.profile
        )
        self.assertEqual(self.profile.action_view_partner()["res_id"], self.maker.id)

    def test_contact_lists_the_profiles_of_the_companies_switched_on(self):
        other = self.make_company("Other company")
        self.make_policy(other)
        self.make_invoice(self.maker, "2024-01-05", 7, company=other)
        self.run_night("2024-03-01", other)

        seen = [
            self.buyer.with_context(
                allowed_company_ids=companies.ids
            ).profile_ids.company_id
            for companies in (self.company, other, self.company | other)
        ]

        self.assertEqual(seen, [self.company, other, self.company | other])

    def test_kanban_shows_tiers_without_customers_too(self):
        board = self.profiles.with_context(read_group_expand=True)
        groups = board.web_read_group(
            [("company_id", "=", self.company.id)], ["tier_id"], ["__count"]
        )["groups"]

        self.assertEqual(
            [(group["tier_id"][1], group["__count"]) for group in groups],
            [
                ("High value", 0),
                ("Medium value", 0),
                ("Low value", 0),
                ("Minimal value", 2),
            ],
        )

    def test_best_customers_come_first(self):
        found = self.profiles.search([("company_id", "=", self.company.id)])

        self.assertEqual(found.mapped("partner_id.name"), ["Maker", "Other"])

    def test_customer_is_found_by_its_name(self):
        found = self.profiles.name_search("Maker")

        self.assertEqual([row[0] for row in found], self.profile.ids)
