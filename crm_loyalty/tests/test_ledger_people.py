# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .ledger_orders_common import LedgerOrdersCommon


@tagged("post_install", "-at_install")
class TestLedgerMerge(LedgerOrdersCommon):
    """Merging customers keeps every point, and history follows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.berta = cls.make_partner("Berta")
        cls.firm = cls.make_partner("Firm", is_company=True)
        cls.clerk = cls.make_partner("Clerk", parent_id=cls.firm.id)

    @classmethod
    def merge(cls, *partners):
        """Merge ``partners`` into the first."""
        records = cls.env["res.partner"].union(*partners)
        wizard = cls.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(records.ids, partners[0])
        cls.env.invalidate_all()

    def test_two_customers(self):
        order = self.make_sale(self.berta, 100)
        self.give(self.anna, 30)
        self.make_redemption(self.berta, 50)
        self.merge(self.anna, self.berta)
        self.assert_balance(self.anna, 80.0)
        self.assertEqual(
            self.pools.search_count([("program_id", "=", self.program.id)]), 1
        )
        self.assertEqual(len(self.get_rows(self.anna)), 4)
        self.assertEqual(self.cards._get_card(self.program, self.anna).points, 80.0)

        order._action_cancel()
        self.assert_balance(self.anna, -20.0)

    def test_debt_of_one_is_paid_by_the_other(self):
        order = self.make_sale(self.berta, 100)
        self.make_redemption(self.berta, 20)
        order._action_cancel()
        self.give(self.anna, 200)
        self.merge(self.anna, self.berta)
        self.assert_balance(self.anna, 120.0)
        self.assertFalse(self.get_pool(self.anna).is_owing)

    def test_several_at_once(self):
        carla = self.make_partner("Carla")
        for partner, points in ((self.anna, 1), (self.berta, 10), (carla, 100)):
            self.give(partner, points)
        self.merge(self.berta, self.anna, carla)
        self.assert_balance(self.berta, 111.0)

    def test_target_without_a_card(self):
        self.give(self.berta, 40)
        self.merge(self.anna, self.berta)
        self.assert_balance(self.anna, 40.0)
        self.assertEqual(self.card_of(self.anna).points, 40.0)

    def test_archived_customer_with_an_archived_card(self):
        self.give(self.berta, 40)
        self.card_of(self.berta).action_archive()
        self.berta.active = False
        self.give(self.anna, 2)
        self.merge(self.anna, self.berta)
        self.assert_balance(self.anna, 42.0)

    def test_company_into_company_with_its_contacts(self):
        other = self.make_partner("Other firm", is_company=True)
        self.give(self.clerk, 40)
        self.give(other, 2)
        self.merge(other, self.firm)
        self.assert_balance(other, 42.0)
        self.assertEqual(self.cards._get_card(self.program, self.clerk).points, 42.0)

    def test_contacts_of_the_same_company(self):
        second = self.make_partner("Second clerk", parent_id=self.firm.id)
        self.give(self.clerk, 40)
        self.give(second, 2)
        self.merge(second, self.clerk)
        self.assert_balance(self.firm, 42.0)

    def test_contact_into_a_customer_who_becomes_the_contact(self):
        self.give(self.clerk, 40)
        self.give(self.anna, 2)
        self.merge(self.anna, self.clerk)  # core hands the company on
        self.assertEqual(self.anna.parent_id, self.firm)
        self.assert_balance(self.firm, 42.0)

    def test_contact_into_a_customer_of_another_company(self):
        other = self.make_partner("Other firm", is_company=True)
        second = self.make_partner("Second clerk", parent_id=other.id)
        self.give(self.clerk, 40)
        self.give(second, 2)
        order = self.make_sale(self.clerk, 10)
        self.merge(second, self.clerk)
        self.assert_balance(self.firm, 50.0)
        self.assert_balance(other, 2.0)
        cards = self.cards.search([("partner_id", "=", second.id)])
        self.assertEqual(cards.pool_id, self.get_pool(other))
        order._action_cancel()
        self.assert_balance(self.firm, 40.0)
        self.assert_balance(other, 2.0)

    def test_customer_into_a_contact_brings_points_to_the_company(self):
        self.give(self.firm, 40)
        self.give(self.anna, 2)
        self.merge(self.clerk, self.anna)
        self.assert_balance(self.firm, 42.0)

    def test_programmes_of_two_companies_stay_apart(self):
        other = self.make_company("Other company")
        self.env.user.company_ids |= other
        club = self.make_program("Other club", company=other)
        self.give(self.berta, 40)
        self.give(self.berta, 7, program=club)
        self.give(self.anna, 2)
        self.merge(self.anna, self.berta)
        self.assert_balance(self.anna, 42.0)
        self.assert_balance(self.anna, 7.0, program=club)


@tagged("post_install", "-at_install")
class TestLedgerContacts(LedgerOrdersCommon):
    """A company and its contacts share what they have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.make_partner("Firm", is_company=True)
        cls.clerk = cls.make_partner("Clerk", parent_id=cls.firm.id)

    def test_company_and_contacts_share_a_balance(self):
        self.make_sale(self.firm, 60)
        self.make_sale(self.clerk, 50)
        self.assert_balance(self.firm, 110.0)
        self.make_redemption(self.clerk, 10, self.card_of(self.clerk))
        self.assert_balance(self.firm, 20.0)

    def test_who_joins_brings_points_along(self):
        self.give(self.anna, 30)
        self.give(self.firm, 5)
        self.anna.parent_id = self.firm
        self.assert_balance(self.firm, 35.0)
        self.assertEqual(self.card_of(self.anna).points, 35.0)

    def test_who_joins_brings_a_debt_along(self):
        order = self.make_sale(self.anna, 100)
        self.make_redemption(self.anna, 20)
        order._action_cancel()
        self.give(self.firm, 100)
        self.anna.parent_id = self.firm
        self.assert_balance(self.firm, 20.0)

    def test_who_leaves_leaves_points_behind(self):
        self.give(self.clerk, 30)
        self.clerk.parent_id = False
        self.assert_balance(self.firm, 30.0)
        self.assertEqual(self.card_of(self.clerk).points, 0.0)
        self.make_sale(self.clerk, 10)
        self.assert_balance(self.clerk, 10.0)
        self.assert_balance(self.firm, 30.0)

    def test_order_of_before_is_cancelled_where_it_was_booked(self):
        order = self.make_sale(self.clerk, 30)
        self.clerk.parent_id = False
        order.order_line.price_unit = 50
        self.assert_balance(self.firm, 50.0)
        order._action_cancel()
        self.assert_balance(self.firm, 0.0)
        self.assertEqual(self.card_of(self.clerk).points, 0.0)

    def test_moves_to_another_company(self):
        other = self.make_partner("Other firm", is_company=True)
        self.give(self.clerk, 30)
        self.clerk.parent_id = other
        self.assert_balance(self.firm, 30.0)
        self.assertEqual(self.card_of(self.clerk).points, 0.0)

    def test_contact_becomes_a_company_of_its_own(self):
        self.give(self.clerk, 30)
        self.clerk.is_company = True
        self.assert_balance(self.firm, 30.0)
        self.assertEqual(self.card_of(self.clerk).points, 0.0)
