# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields
from odoo.tests import tagged

from .referral_common import ReferralCommon


@tagged("post_install", "-at_install")
class TestReferralRefusal(ReferralCommon):
    """Whom a recommendation is refused for, and the reason that is told."""

    def assert_refused(self, referral, reason):
        self.assertEqual((referral.state, referral.refusal), ("refused", reason))
        self.follow(30)
        self.assertEqual(self.get_moves(), [])

    def test_self(self):
        self.assert_refused(self.refer(self.anna), "self")

    def test_colleague(self):
        firm = self.make_partner("Firm", is_company=True)
        ada = self.make_partner("Ada", parent_id=firm.id)
        bea = self.make_partner("Bea", parent_id=firm.id)
        self.assert_refused(self.refer(bea, ada), "company")

    def test_same_mail_written_otherwise(self):
        self.bob.email = '"Bob" <ANNA@Example.com>'
        self.assert_refused(self.refer(self.bob), "email")

    def test_same_phone_written_otherwise(self):
        self.anna.phone = "+43 660 123 45 67"
        self.bob.phone = "0043-660-1234567"
        self.assert_refused(self.refer(self.bob), "phone")

    def test_same_phone_of_a_contact(self):
        self.make_partner("Bob's son", parent_id=self.bob.id, phone="+436601234567")
        self.anna.phone = "+43 660 123 45 67"
        self.assert_refused(self.refer(self.bob), "phone")

    def test_same_address(self):
        self.anna.write({"street": "Main Street 5", "zip": "1010", "city": "Wien"})
        self.bob.write({"street": "main street 5 ", "zip": "1010", "city": "WIEN"})
        self.assert_refused(self.refer(self.bob), "address")

    def test_same_city_is_no_same_address(self):
        self.anna.write({"street": "Main Street 5", "zip": "1010", "city": "Wien"})
        self.bob.write({"street": "Main Street 7", "zip": "1010", "city": "Wien"})
        self.assertEqual(self.refer(self.bob).state, "registered")

    def test_same_bank_account(self):
        for partner, number in (
            (self.anna, "AT61 1904 3002"),
            (self.bob, "AT6119043002"),
        ):
            self.env["res.partner.bank"].create(
                {"acc_number": number, "partner_id": partner.id}
            )
        self.assert_refused(self.refer(self.bob), "bank")

    def test_customer_with_an_order(self):
        order = self.make_quotation(self.bob)
        order.action_confirm()
        order.date_order = "2024-01-05"
        self.assert_refused(self.refer(self.bob), "customer")

    def test_customer_with_an_invoice(self):
        self.make_invoice(self.bob, "2024-01-05", 10)
        self.assert_refused(self.refer(self.bob), "customer")

    def test_quotation_makes_no_customer(self):
        self.make_quotation(self.bob)
        self.assertEqual(self.refer(self.bob).state, "registered")

    def test_customer_of_another_company_is_new_here(self):
        other = self.make_company("Other company")
        self.make_invoice(self.bob, "2024-01-05", 10, company=other)
        self.assertEqual(self.refer(self.bob).state, "registered")

    def test_second_recommendation_of_the_same(self):
        eve = self.make_partner("Eve")
        first, second = self.refer(self.bob), self.refer(self.bob, eve)
        self.assertEqual(first.state, "registered")
        self.assertEqual((second.state, second.refusal), ("refused", "again"))

    def test_archived_recommender(self):
        referral = self.refer(self.bob)
        self.anna.active = False
        self.buy(self.bob)
        self.follow()
        self.assert_refused(referral, "archived")

    def test_what_is_found_during_the_hold_refuses(self):
        referral = self.refer(self.bob)
        self.buy(self.bob)
        self.follow()
        self.assert_points(self.anna, 0, 100)
        self.bob.email = self.anna.email
        self.follow(14)
        self.assertEqual((referral.state, referral.refusal), ("refused", "email"))
        self.assert_points(self.anna, 0)
        self.assert_points(self.bob, 0)

    def test_over_the_cap_of_a_year(self):
        self.offer.yearly_cap = 1
        eve = self.make_partner("Eve")
        first, second = self.refer(self.bob), self.refer(eve)
        self.buy(self.bob)
        self.buy(eve)
        self.follow()
        self.assertEqual(first.state, "held")
        self.assertEqual((second.state, second.refusal), ("refused", "cap"))
        self.assert_points(self.anna, 0, 100)

    def test_cap_counts_each_year_and_person_apart(self):
        self.offer.yearly_cap = 1
        eve, zoe = self.make_partner("Eve"), self.make_partner("Zoe")
        first, second = self.refer(self.bob), self.refer(eve)
        third = self.refer(zoe, self.bob)
        for partner in (self.bob, eve, zoe):
            self.buy(partner)
        first._follow(fields.Datetime.now())
        first.sudo().paid_on = fields.Date.subtract(first.paid_on, years=1)
        self.follow()
        self.assertEqual((second.state, third.state), ("held", "held"))

    def test_cleared_up_refusal_goes_on(self):
        self.bob.email = self.anna.email
        referral = self.refer(self.bob)
        self.assert_refused(referral, "email")
        self.bob.email = "bob@example.com"
        self.buy(self.bob)
        referral.action_check_again()
        self.assertEqual((referral.state, referral.refusal), ("held", False))
        self.assert_points(self.anna, 0, 100)

    def test_same_cost_for_one_and_for_many(self):
        """Codes are shown on lists of contacts without a query for each."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(20)]
        )
        counts = []
        for some in (partners[:1], partners):
            self.env.invalidate_all()
            some.mapped("commercial_partner_id.name")
            before = self.env.cr.sql_log_count
            some.mapped("used_referral_code")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
