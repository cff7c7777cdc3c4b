# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LifecycleCommon

FIGURES = ("partner_id", "purchase_count", "purchase_days", "revenue")


@tagged("post_install", "-at_install")
class TestMovedContacts(LifecycleCommon):
    """A customer becomes part of another customer, or changes companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.ada = cls.make_partner("Ada")
        cls.maker = cls.make_partner("Maker", is_company=True)

    def assert_customers(self, *expected):
        self.assert_table(
            self.profiles.search([("company_id", "=", self.company.id)]),
            FIGURES,
            expected,
        )

    def test_customer_joins_a_company_that_never_bought(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.run_night("2024-03-01")
        profile, history = self.profile_of(self.ada), self.history_of(self.ada)

        self.ada.parent_id = self.maker
        self.run_night("2024-03-02")

        self.assert_customers(("Maker", 1, 1, 100.0))
        self.assertEqual(self.profile_of(self.maker), profile)
        self.assertEqual(self.history_of(self.maker), history)

    def test_customer_joins_a_company_that_is_a_customer(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.maker, "2024-01-05", 20)
        self.make_invoice(self.maker, "2024-01-06", 3)
        self.run_night("2024-03-01")
        history = self.history_of(self.ada) | self.history_of(self.maker)

        self.ada.parent_id = self.maker
        self.run_night("2024-03-02")

        # 100 + 20 + 3; on the 5th both bought, which is one day with a purchase
        self.assert_customers(("Maker", 3, 2, 123.0))
        self.assertEqual(self.history_of(self.maker), history)

    def test_documents_follow_the_customer_into_the_company(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.maker, "2024-01-06", 20)
        self.run_night("2024-03-01")
        order = self.make_order(self.ada, "2024-03-01 12:00:00", 5, confirm=False)
        documents = [order, self.make_lead(self.ada), self.make_ticket(self.ada)]
        self.assertEqual(
            [document.profile_id.partner_id for document in documents], [self.ada] * 3
        )

        self.ada.parent_id = self.maker
        self.run_night("2024-03-02")

        self.assertEqual(
            [document.profile_id.partner_id for document in documents],
            [self.maker] * 3,
        )

    def test_contact_leaves_for_another_company_and_the_sales_stay(self):
        buyer = self.make_partner("Buyer", parent_id=self.maker.id)
        self.make_invoice(buyer, "2024-01-05", 100)
        self.run_night("2024-03-01")
        self.assert_customers(("Maker", 1, 1, 100.0))

        buyer.parent_id = self.make_partner("Rival", is_company=True)
        self.make_invoice(buyer, "2024-03-02", 7)
        self.run_night("2024-03-02")

        self.assert_customers(("Maker", 1, 1, 100.0), ("Rival", 1, 1, 7.0))

    def test_contact_becomes_a_customer_of_its_own(self):
        buyer = self.make_partner("Buyer", parent_id=self.maker.id)
        self.make_invoice(buyer, "2024-01-05", 100)
        self.run_night("2024-03-01")

        buyer.parent_id = False
        self.make_invoice(buyer, "2024-03-02", 7)
        self.run_night("2024-03-02")

        self.assert_customers(("Maker", 1, 1, 100.0), ("Buyer", 1, 1, 7.0))

    def test_recomputing_a_moved_customer_counts_it_at_the_company(self):
        self.make_invoice(self.ada, "2024-01-05", 100)
        self.make_invoice(self.maker, "2024-01-06", 20)
        self.run_night("2024-03-01")

        self.ada.parent_id = self.maker
        self.profile_of(self.maker).action_recompute()

        self.assertEqual(self.profile_of(self.maker).revenue, 120.0)
