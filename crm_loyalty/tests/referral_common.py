# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields

from .ledger_orders_common import LedgerOrdersCommon


class ReferralCommon(LedgerOrdersCommon):
    """A referral programme: 100 points for Anna, 50 for the friend, 14 days on hold.

    The order's own points are switched off: what is booked comes from referrals.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.referrals = cls.env["crm.referral"]
        cls.codes = cls.env["crm.referral.code"]
        cls.env["crm.referral.program"].search([]).active = False
        cls.program.write({"portal_visible": True})
        cls.program.rule_ids.minimum_amount = 1e9
        cls.offer = cls.make_offer(cls.company, cls.program)
        cls.anna.email = "anna@example.com"
        cls.code = cls.codes._get_code(cls.offer, cls.anna)
        cls.bob = cls.make_partner("Bob Huber", email="bob@example.com")

    @classmethod
    def make_offer(cls, company, program, **vals):
        return cls.env["crm.referral.program"].create(
            {
                "name": "Recommend us",
                "company_id": company.id,
                "loyalty_program_id": program.id,
                "recommender_points": 100,
                "friend_points": 50,
                "hold_days": 14,
                "yearly_cap": 0,
                **vals,
            }
        )

    @classmethod
    def refer(cls, friend, recommender=None, **vals):
        return cls.referrals.create(
            {
                "program_id": cls.offer.id,
                "recommender_id": (recommender or cls.anna).id,
                "friend_id": friend.id,
                **vals,
            }
        )

    @classmethod
    def buy(cls, partner, amount=100.0, paid=True):
        """Return a confirmed order and its invoice, posted and paid."""
        order = cls.make_quotation(partner, amount)
        order.action_confirm()
        bill = cls.make_bill(order)
        if paid:
            cls.pay(bill)
        return order, bill

    def follow(self, days=0):
        """Do the daily job and what it schedules, ``days`` after today."""
        self.referrals._cron_follow()
        due = self.env["crm.due"].search([("job", "=", "referral")])
        due._process(fields.Datetime.add(fields.Datetime.now(), days=days))
        self.assertFalse(due.exists().mapped("error"))

    def assert_points(self, partner, points, pending=0.0):
        pool = self.env["crm.loyalty.pool"].search(
            [
                ("program_id", "=", self.program.id),
                ("commercial_partner_id", "=", partner.commercial_partner_id.id),
            ]
        )
        self.assertEqual((pool.points, pool.points_pending), (points, pending))

    def get_moves(self):
        """Return [(key, kind, points, pending)] of all referrals, oldest first."""
        rows = self.env["loyalty.history"].search(
            [("event", "=", "referral"), ("pool_id.program_id", "=", self.program.id)],
            order="id",
        )
        return [(r.source_key, r.kind, r.change, r.pending) for r in rows]
