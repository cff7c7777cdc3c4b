# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .referral_common import ReferralCommon


@tagged("post_install", "-at_install")
class TestReferralEntry(ReferralCommon):
    """What staff enters about recommendations, and what nobody enters."""

    def test_staff_does_not_write_what_follows(self):
        agent = self.make_user("referral_agent", "crm_loyalty.group_agent")
        referral = self.referrals.with_user(agent).create(
            {"recommender_id": self.anna.id, "friend_id": self.bob.id}
        )
        self.assertEqual(referral.state, "registered")
        for vals in (
            {"state": "rewarded"},
            {"recommender_points": 1000},
            {"rewarded_on": "2024-01-01"},
            {"refusal": False},
        ):
            with self.assertRaises(AccessError):
                referral.write(vals)
            with self.assertRaises(AccessError):
                referral.create({"recommender_id": self.anna.id, **vals})
        with self.assertRaisesRegex(UserError, "is settled once"):
            referral.recommender_id = self.bob
        with self.assertRaisesRegex(UserError, "without a new customer are deleted"):
            referral.unlink()
        referral.note = "Told at the fair"
        reader = self.make_user("referral_reader", "crm_loyalty.group_user")
        with self.assertRaises(AccessError):
            referral.with_user(reader).note = "No"
        with self.assertRaises(AccessError):
            referral.with_user(reader).action_check_again()

    def test_other_companies_are_not_seen(self):
        other = self.make_company("Other company")
        offer = self.make_offer(other, self.make_program("Club", company=other))
        code = self.codes._get_code(offer, self.anna)
        agent = self.make_user("referral_agent", "crm_loyalty.group_agent")
        for record in (offer, code):
            self.assertFalse(record.with_user(agent).search([("id", "=", record.id)]))

    def test_code_on_the_contact_registers(self):
        agent = self.make_user(
            "referral_agent", "crm_loyalty.group_agent,base.group_partner_manager"
        )
        bob = self.bob.with_user(agent)
        bob.used_referral_code = f" {self.code.code.lower()} "
        self.assertEqual(bob.used_referral_code, self.code.code)
        referral = self.referrals.search([("friend_id", "=", self.bob.id)])
        self.assertEqual(
            (referral.state, referral.recommender_id), ("registered", self.anna)
        )
        bob.used_referral_code = self.code.code
        self.assertEqual(
            self.referrals.search_count([("friend_id", "=", self.bob.id)]), 1
        )

    def test_code_on_the_order_registers(self):
        order = self.make_quotation(self.bob)
        order.used_referral_code = self.code.code
        referral = self.referrals.search([("friend_id", "=", self.bob.id)])
        self.assertEqual(referral.state, "registered")

    def test_wrong_codes_are_told_in_words(self):
        for text in ("XXXX", self.code.code[:-1], "' OR 1=1", "%"):
            with self.assertRaisesRegex(ValidationError, "no referral code"):
                self.bob.used_referral_code = text
        with self.assertRaisesRegex(ValidationError, "are the same"):
            self.anna.used_referral_code = self.code.code
        reader = self.make_user(
            "referral_reader", "crm_loyalty.group_user,base.group_partner_manager"
        )
        with self.assertRaises(AccessError):
            self.bob.with_user(reader).used_referral_code = self.code.code

    def test_code_of_another_company_is_none_here(self):
        other = self.make_company("Other company")
        offer = self.make_offer(other, self.make_program("Club", company=other))
        code = self.codes._get_code(offer, self.anna)
        with self.assertRaisesRegex(ValidationError, "no referral code"):
            self.bob.used_referral_code = code.code
        self.bob.with_company(other).used_referral_code = code.code
        referral = self.referrals.search([("friend_id", "=", self.bob.id)])
        self.assertEqual((referral.code_id, referral.company_id), (code, other))

    def test_code_is_not_taken_when_the_offer_is_over(self):
        today = fields.Date.today()
        yesterday = fields.Date.subtract(today, days=2)
        tomorrow = fields.Date.add(today, days=2)
        self.assertEqual(self.codes._find(self.code.code), self.code)
        for vals in (
            {"date_to": yesterday},
            {"date_from": tomorrow},
            {"active": False},
        ):
            self.offer.write(vals)
            self.assertFalse(self.codes._find(self.code.code), vals)
            self.offer.write({"date_to": False, "date_from": False, "active": True})
        self.anna.active = False
        self.assertFalse(self.codes._find(self.code.code))

    # ------------------------------------------------------------------ program

    def test_program_refuses_what_makes_no_sense(self):
        coupons = self.env["loyalty.program"].create(
            {"name": "Coupons", "program_type": "coupons"}
        )
        with self.assertRaisesRegex(ValidationError, "“Coupons” doesn't collect"):
            self.offer.loyalty_program_id = coupons
        with self.assertRaisesRegex(ValidationError, "is after “Valid until”"):
            self.offer.write({"date_from": "2024-02-02", "date_to": "2024-02-01"})
        for vals in (
            {"recommender_points": -1},
            {"friend_points": -1},
            {"hold_days": -1},
            {"yearly_cap": -1},
        ):
            with self.assert_database_refuses():
                self.offer.write(vals)
        with self.assert_database_refuses():
            self.make_offer(self.company, self.program)

    @contextmanager
    def assert_database_refuses(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            yield
            self.env.flush_all()
