# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .referral_common import ReferralCommon


@tagged("post_install", "-at_install")
class TestReferral(ReferralCommon):
    """From the invitation to the reward, and back."""

    def make_rewarded(self):
        """Return a referral of Bob after the hold, his order and its bill."""
        referral = self.refer(self.bob)
        order, bill = self.buy(self.bob)
        self.follow()
        self.follow(14)
        return referral, order, bill

    # ------------------------------------------------------------------- states

    def test_invitation_waits_for_the_new_customer(self):
        referral = self.referrals.create({"recommender_id": self.anna.id})
        self.assertEqual(referral.state, "invited")
        self.assertEqual(referral.program_id, self.offer)
        referral.friend_id = self.bob
        self.assertEqual(referral.state, "registered")
        self.assertTrue(referral.registered_at)

    def test_first_paid_order_rewards_both_after_the_hold(self):
        referral = self.refer(self.bob)
        order, bill = self.buy(self.bob, paid=False)
        self.follow()
        self.assertEqual(referral.state, "ordered")
        self.assertEqual(self.get_moves(), [])

        self.pay(bill)
        self.follow()
        self.assertEqual((referral.state, referral.order_id), ("held", order))
        self.assert_points(self.anna, 0, 100)
        self.assert_points(self.bob, 0, 50)

        self.follow(13)
        self.assertEqual(referral.state, "held")
        self.follow(14)
        self.assertEqual(referral.state, "rewarded")
        self.assert_points(self.anna, 100)
        self.assert_points(self.bob, 50)
        key = f"referral:{referral.id}"
        self.assertEqual(
            self.get_moves(),
            [
                (f"{key}:recommender", "pending", 0, 100),
                (f"{key}:friend", "pending", 0, 50),
                (f"{key}:recommender:1", "confirm", 100, -100),
                (f"{key}:friend:1", "confirm", 50, -50),
            ],
        )

    def test_second_run_changes_nothing(self):
        self.refer(self.bob)
        self.buy(self.bob)
        self.follow(30)
        self.follow(30)
        before = self.get_moves()
        mails = self.env["crm.outbox"].search([("job", "=", "referral")])
        for _run in range(3):
            self.referrals.search([])._follow(fields.Datetime.now())
            self.follow(40)
        self.assertEqual(self.get_moves(), before)
        self.assertEqual(
            self.env["crm.outbox"].search([("job", "=", "referral")]), mails
        )

    def test_later_orders_give_nothing_more(self):
        referral = self.refer(self.bob)
        first, _bill = self.buy(self.bob)
        self.follow()
        self.buy(self.bob)
        self.follow(20)
        self.assertEqual(referral.order_id, first)
        self.assert_points(self.anna, 100)

    def test_order_wakes_the_referral_without_the_daily_job(self):
        referral = self.refer(self.bob)
        self.buy(self.bob)
        due = self.env["crm.due"].search([("job", "=", "referral")])
        self.assertEqual(due.mapped("res_id"), referral.ids)
        due._process(fields.Datetime.now())
        self.assertEqual(referral.state, "held")

    def test_recommender_is_told_once(self):
        referral = self.refer(self.bob)
        _order, bill = self.buy(self.bob)
        self.follow()
        queued = self.env["crm.outbox"].search([("job", "=", "referral")])
        self.assertFalse(queued)
        self.follow(14)
        note = self.refund(bill)
        self.follow(15)
        note.button_draft()
        self.follow(16)
        self.assertEqual(referral.state, "rewarded")
        queued = self.env["crm.outbox"].search([("job", "=", "referral")])
        self.assertEqual(
            [(row.email, row.res_id, row.company_id) for row in queued],
            [("anna@example.com", referral.id, self.company)],
        )
        mail = queued._make_mail()
        self.assertIn("100 points", mail.body_html)
        self.assertNotIn("Bob", mail.body_html)

    def test_promise_of_the_day_counts(self):
        self.refer(self.bob)
        self.offer.write({"recommender_points": 5, "friend_points": 5})
        self.buy(self.bob)
        self.follow()
        self.assert_points(self.anna, 0, 100)

    def test_order_in_another_company_does_not_count(self):
        other = self.make_company("Other company")
        referral = self.refer(self.bob)
        order = self.make_quotation(self.bob, company=other)
        order.action_confirm()
        self.follow()
        self.assertEqual(referral.state, "registered")
        offer = self.make_offer(other, self.make_program("Club", company=other))
        there = self.refer(self.bob, program_id=offer.id)
        (referral | there)._follow(fields.Datetime.now())
        self.assertEqual(referral.state, "registered")

    # ---------------------------------------------------------------- reversals

    def test_refund_on_hold_takes_back_what_was_pending(self):
        referral = self.refer(self.bob)
        _order, bill = self.buy(self.bob)
        self.follow()
        self.refund(bill)
        self.follow(20)
        self.assertEqual(referral.state, "reversed")
        self.assert_points(self.anna, 0)
        self.assert_points(self.bob, 0)

    def test_refund_after_the_hold_reverses_both(self):
        referral, _order, bill = self.make_rewarded()
        self.refund(bill)
        self.follow(15)
        self.assertEqual(referral.state, "reversed")
        self.assert_points(self.anna, 0)
        self.assert_points(self.bob, 0)
        rows = self.env["loyalty.history"].search(
            [("event", "=", "referral"), ("kind", "=", "reverse")]
        )
        self.assertEqual(
            set(rows.reversal_id.mapped("source_key")),
            {f"referral:{referral.id}:{role}" for role in ("recommender", "friend")},
        )
        lots = self.env["crm.loyalty.lot"].search([("pool_id", "in", rows.pool_id.ids)])
        self.assertEqual(sum(lots.mapped("remaining")), 0)

    def test_partial_refund_keeps_the_reward(self):
        referral = self.refer(self.bob)
        _order, bill = self.buy(self.bob)
        self.follow()
        note = bill._reverse_moves([{"invoice_date": bill.invoice_date}])
        note.invoice_line_ids.price_unit = 40
        note.action_post()
        self.follow(14)
        self.assertEqual(referral.state, "rewarded")

    def test_withdrawn_credit_note_gives_again(self):
        self.program.write({"expiry_mode": "earned", "expiry_months": 12})
        referral, _order, bill = self.make_rewarded()
        given = [("pool_id.commercial_partner_id", "in", (self.anna | self.bob).ids)]
        lots = self.env["crm.loyalty.lot"].search(given)
        lots._extend(date(2099, 12, 31), "Promised")
        note = self.refund(bill)
        self.follow(15)
        note.button_draft()
        self.follow(16)
        self.assertEqual(referral.state, "rewarded")
        self.assert_points(self.anna, 100)
        self.assert_points(self.bob, 50)
        again = lots.search(given) - lots
        self.assertEqual(sorted(again.mapped("points")), [50.0, 100.0])
        self.assertEqual(again.mapped("expires_on"), [date(2099, 12, 31)] * 2)

    def test_cancelled_order_reverses(self):
        referral, order, bill = self.make_rewarded()
        bill.button_draft()
        order._action_cancel()
        self.follow(15)
        self.assertEqual(referral.state, "reversed")
        self.assert_points(self.anna, 0)

    def test_spent_reward_leaves_a_debt(self):
        _referral, _order, bill = self.make_rewarded()
        self.env["loyalty.history"].sudo()._post(
            [
                {
                    "card": self.card_of(self.anna),
                    "kind": "spend",
                    "event": "reward",
                    "description": "A gift",
                    "used": 70.0,
                }
            ]
        )
        self.refund(bill)
        self.follow(15)
        self.assert_points(self.anna, -70)

    def test_order_of_another_customer_reverses(self):
        referral = self.refer(self.bob)
        order, _bill = self.buy(self.bob)
        self.follow()
        order.partner_id = self.make_partner("Somebody else")
        self.follow()
        self.assertEqual(referral.state, "reversed")

    def test_merged_customers_reverse_what_was_rewarded(self):
        referral, _order, _bill = self.make_rewarded()
        self.merge(self.anna, self.bob)
        self.follow(15)
        self.assertEqual(referral.state, "reversed")
        self.assert_points(self.anna, 0)

    def test_merged_before_the_order_is_refused(self):
        referral = self.refer(self.bob)
        self.merge(self.anna, self.bob)
        self.follow()
        self.assertEqual((referral.state, referral.refusal), ("refused", "self"))

    def test_code_of_a_merged_recommender_still_works(self):
        other = self.make_partner("Anna again")
        code = self.codes._get_code(self.offer, other).code
        self.merge(self.anna, other)
        found = self.codes._find(code)
        self.assertEqual(found.partner_id, self.anna)
        self.assertEqual(self.codes._get_code(self.offer, self.anna), self.code)

    def merge(self, target, source):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((target | source).ids, target)
        self.env.invalidate_all()

    def test_one_failure_stops_no_other(self):
        eve = self.make_partner("Eve")
        broken, fine = self.refer(self.bob), self.refer(eve)
        self.buy(self.bob)
        self.buy(eve)
        advance = type(self.referrals)._advance

        def fail(referral, orders, now):
            if referral == broken:
                raise ValueError("broken")
            return advance(referral, orders, now)

        self.referrals._cron_follow()
        due = self.env["crm.due"].search([("job", "=", "referral")])
        with (
            patch.object(type(self.referrals), "_advance", fail),
            mute_logger("odoo.addons.crm_lifecycle.models.base.crm_due"),
        ):
            due._process(fields.Datetime.now())
        self.assertEqual((broken.state, fine.state), ("registered", "held"))
        self.assertEqual(due.exists().mapped("error"), ["ValueError: broken"])
