# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .earning_common import EarningCommon
from .ledger_orders_common import LedgerOrdersCommon


@tagged("post_install", "-at_install")
class TestEarningGivenAgain(EarningCommon, LedgerOrdersCommon):
    """A withdrawn credit note gives the bonus again that it took, as it was."""

    def make_bonus(self, event="order_confirmed", points=2, **vals):
        """Return a rule, an order over 100 that earned its bonus, and the bill."""
        rule = self.make_rule(event, points, **vals)
        order = self.buy(self.anna, "2026-03-10", 100)
        self.run_day("2026-03-10")
        return rule, order, self.make_bill(order)

    def get_steps(self, rule):
        return [row[2:] for row in self.bonuses(rule)]

    def assert_whole(self, points, pending=0.0):
        """The balance, without what the order itself gave, and its lots agree."""
        pool = self.get_pool(self.anna)
        own = sum(
            self.ledger.search(
                [("pool_id", "=", pool.id), ("earning_rule_id", "=", False)]
            ).mapped("change")
        )
        self.assert_balance(self.anna, own + points, pending)

    def test_part_that_a_credit_note_cut(self):
        rule, order, bill = self.make_bonus(point_mode="money")
        note = self.refund(bill, 40)
        for _turn in range(2):
            note.button_draft()
            order._sync_bonuses()
            self.assert_whole(200.0)
            note.action_post()
            self.assert_whole(120.0)
        note.button_draft()
        note.button_cancel()
        self.run_day("2026-03-10")
        self.assert_whole(200.0)

        earned, taken, again = (
            ("earn", 200.0, 0.0),
            ("reverse", -80.0, 0.0),
            ("earn", 80.0, 0.0),
        )
        self.assertEqual(self.get_steps(rule), [earned] + [taken, again] * 3)
        rows = rule.history_ids.sorted("id")
        self.assertEqual(rows[2].reversal_id, rows[1])
        self.assertEqual(rows[2].source_key, f"{rows[0].source_key[:-2]}:2:again")
        order._action_cancel()
        self.assertEqual(sum(row[1] for row in self.get_steps(rule)), 0.0)

    def test_fixed_bonus_of_a_fully_refunded_order(self):
        rule, _order, bill = self.make_bonus(points=20)
        note = self.refund(bill)
        self.assert_whole(0.0)
        note.button_draft()
        self.run_day("2026-03-10")
        self.assert_whole(20.0)
        self.assertEqual(
            self.get_steps(rule),
            [("earn", 20.0, 0.0), ("reverse", -20.0, 0.0), ("earn", 20.0, 0.0)],
        )

    def test_bonus_of_a_paid_invoice(self):
        rule = self.make_rule("invoice_paid", 20)
        invoice = self.make_invoice(self.anna, "2026-03-10", 100)
        self.pay(invoice)
        invoice.points_paid_on = "2026-03-10"
        self.run_day("2026-03-10")
        note = self.refund(invoice)
        self.assertEqual(self.balance(self.anna), (0.0, 0.0))
        note.button_draft()
        invoice._sync_bonuses()
        self.assertEqual(self.balance(self.anna), (20.0, 0.0))
        self.assertEqual(
            [row[0] for row in self.get_steps(rule)], ["earn", "reverse", "earn"]
        )

    def test_pending_bonus_waits_until_the_same_day(self):
        rule, _order, bill = self.make_bonus(points=20, pending_days=36500)
        release_on = rule.history_ids.release_on
        note = self.refund(bill)
        self.assertFalse(rule.history_ids.sorted("id")[0].release_on)
        note.button_draft()
        self.assert_whole(0.0, 20.0)
        self.run_day(release_on)
        self.run_day(release_on)
        self.assert_whole(20.0)
        self.assertEqual(
            self.get_steps(rule),
            [
                ("pending", 0.0, 20.0),
                ("reverse", 0.0, -20.0),
                ("pending", 0.0, 20.0),
                ("confirm", 20.0, -20.0),
            ],
        )
        self.assertFalse(any(rule.history_ids.mapped("release_on")))

    def test_points_are_valid_as_long_as_before(self):
        self.program.write({"expiry_mode": "earned", "expiry_months": 120})
        rule, _order, bill = self.make_bonus(points=20)
        self.refund(bill).button_draft()
        lots = self.env["crm.loyalty.lot"].search(
            [("history_id", "in", rule.history_ids.ids)]
        )
        self.assertEqual(
            [(lot.remaining, str(lot.expires_on)) for lot in lots.sorted("id")],
            [(0.0, "2036-03-10"), (20.0, "2036-03-10")],
        )

    def test_spent_bonus_leaves_a_debt_that_is_paid(self):
        _rule, _order, bill = self.make_bonus(points=20)
        self.give(self.anna, -self.balance(self.anna)[0])
        note = self.refund(bill)
        self.assertLess(self.balance(self.anna)[0], 0.0)
        note.button_draft()
        self.assert_balance(self.anna, 0.0)

    def test_bonus_goes_by_the_latest_order_that_it_was_given_for(self):
        rule = self.make_rule("nth_purchase", 20)
        late, early = (self.make_quotation(self.anna, 100) for _number in range(2))
        for order, day in ((early, "2026-03-10"), (late, "2026-03-12")):
            order.action_confirm()
            order.date_order = f"{day} 12:00:00"
            self.run_day(day)
            if order == early:
                order._action_cancel()
        late._sync_bonuses()
        self.assertEqual(
            [row[0] for row in self.get_steps(rule)], ["earn", "reverse", "earn"]
        )
        self.assertEqual(rule.history_ids.sorted("id")[-1].order_id, late.id)
