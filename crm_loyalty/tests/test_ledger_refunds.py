# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .ledger_orders_common import LedgerOrdersCommon


@tagged("post_install", "-at_install")
class TestLedgerRefunds(LedgerOrdersCommon):
    """Credit notes take back exactly what the goods behind them gave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_sale(cls.anna, 120)
        cls.bill = cls.make_bill(cls.order)

    def test_everything(self):
        self.refund(self.bill)
        self.assert_balance(self.anna, 0.0)

    def test_several_parts_before_and_after_spending(self):
        self.refund(self.bill, 20)
        self.assert_balance(self.anna, 100.0)
        self.make_redemption(self.anna, 10)
        self.assert_balance(self.anna, 10.0)
        self.refund(self.bill, 40)
        self.assert_balance(self.anna, -30.0)
        self.refund(self.bill, 60)
        self.assert_balance(self.anna, -90.0)

    def test_spending_beyond_the_balance_is_given_back_in_any_parts(self):
        """What was a debt comes back as a lot, of which the debt is paid."""
        card = self.get_pool(self.anna).card_ids
        entry = {"card": card, "event": "manual", "description": "At the counter"}
        for parts in ([200.0], [50.0, 150.0], [150.0, 50.0], [50.0, 90.0, 60.0]):
            spent = self.ledger._post(
                [{**entry, "kind": "spend", "used": 200.0, "may_owe": True}]
            )
            self.assert_balance(self.anna, -80.0)
            for number, points in enumerate(parts, 1):
                self.ledger._post(
                    [{**entry, "kind": "reverse", "issued": points, "reverses": spent}]
                )
                with self.subTest(parts=parts[:number]):
                    self.assert_balance(self.anna, sum(parts[:number]) - 80.0)

    def test_larger_than_the_order(self):
        self.refund(self.bill, 500)
        self.assert_balance(self.anna, 0.0)

    def test_draft_counts_nothing_and_taken_back_gives_again(self):
        note = self.refund(self.bill, 60, post=False)
        self.assert_balance(self.anna, 120.0)
        note.action_post()
        self.assert_balance(self.anna, 60.0)
        note.button_draft()
        self.assert_balance(self.anna, 120.0)
        note.action_post()
        self.assert_balance(self.anna, 60.0)

    def test_refund_and_then_cancel(self):
        self.refund(self.bill, 60)
        self.order._action_cancel()
        self.assert_balance(self.anna, 0.0)

    def test_refund_of_a_bill_that_is_not_paid_takes_pending_points(self):
        self.program.points_release = "paid"
        berta = self.make_partner("Berta")
        order = self.make_sale(berta, 90)
        bill = self.make_bill(order)
        self.refund(bill, 30)
        self.assert_balance(berta, 0.0, pending=60.0)
        self.pay(bill)
        self.assert_balance(berta, 60.0)

    def test_payment_that_is_taken_back(self):
        self.program.points_release = "paid"
        berta = self.make_partner("Berta")
        bill = self.make_bill(self.make_sale(berta, 90))
        self.pay(bill)
        self.assert_balance(berta, 90.0)
        bill.line_ids.remove_move_reconcile()
        self.assert_balance(berta, 0.0, pending=90.0)

    def test_reward_is_given_back_with_its_order(self):
        redemption = self.make_redemption(self.anna, 60)
        self.refund(self.make_bill(redemption))
        self.assert_balance(self.anna, 120.0)

    def test_lots_follow_the_refund_of_their_order(self):
        first = self.order
        self.make_sale(self.anna, 80)
        self.refund(self.bill, 30)
        lots = self.get_pool(self.anna).lot_ids
        self.assertEqual(lots.mapped("remaining"), [90.0, 80.0])
        first._action_cancel()
        self.env.invalidate_all()
        self.assertEqual(lots.mapped("remaining"), [0.0, 80.0])
        self.assert_balance(self.anna, 80.0)

    # ------------------------------------------------------------- given again

    def make_old_bill(self, partner, **terms):
        """Return the bill of an order over 120 of 31 January 2026."""
        self.program.write({"expiry_mode": "earned", "expiry_months": 12, **terms})
        with freeze_time("2026-01-31 12:00:00"):
            return self.make_bill(self.make_sale(partner, 120))

    def get_lots(self, partner):
        """Return ``[(points left, last valid day)]``, as they were given."""
        self.env.invalidate_all()
        lots = self.get_pool(partner).lot_ids.sorted("id")
        return [(lot.remaining, str(lot.valid_until)) for lot in lots]

    def test_points_given_again_are_valid_as_long_as_before(self):
        berta = self.make_partner("Berta")
        bill = self.make_old_bill(berta)
        with freeze_time("2026-03-01 12:00:00"):
            part = self.refund(bill, 40)
        with freeze_time("2026-04-01 12:00:00"):
            part.button_draft()
        self.assertEqual(
            self.get_lots(berta), [(80.0, "2027-01-31"), (40.0, "2027-01-31")]
        )
        with freeze_time("2026-05-01 12:00:00"):
            note = self.refund(bill)
            self.assertEqual(
                self.get_lots(berta), [(0.0, "2027-01-31"), (0.0, "2027-01-31")]
            )
            note.button_draft()
            note.button_cancel()
        self.assertEqual(self.get_lots(berta)[2:], [(120.0, "2027-01-31")])
        rows = self.get_pool(berta).history_ids.sorted("id")
        self.assertEqual(
            rows.mapped("kind"), ["earn", "reverse", "earn", "reverse", "earn"]
        )
        self.assertEqual(rows[2].reversal_id, rows[1])
        self.assertEqual(rows[4].reversal_id, rows[3])
        self.assert_balance(berta, 120.0)

    def test_extended_points_are_given_again_as_extended(self):
        berta = self.make_partner("Berta")
        bill = self.make_old_bill(berta)
        self.get_pool(berta).lot_ids._extend(date(2028, 12, 31), "Promised")
        with freeze_time("2026-03-01 12:00:00"):
            self.refund(bill, 40).button_draft()
        self.assertEqual(self.get_lots(berta)[1:], [(40.0, "2028-12-31")])

    def test_order_that_is_confirmed_anew_gives_new_points(self):
        berta = self.make_partner("Berta")
        with freeze_time("2026-01-31 12:00:00"):
            self.program.write({"expiry_mode": "earned", "expiry_months": 12})
            order = self.make_sale(berta, 120)
        with freeze_time("2026-03-01 12:00:00"):
            order._action_cancel()
            order.action_draft()
            order.action_confirm()
            bill = self.make_bill(order)
        self.assertEqual(self.get_lots(berta)[1:], [(120.0, "2027-03-01")])
        with freeze_time("2026-04-01 12:00:00"):
            self.refund(bill).button_draft()
        self.assertEqual(self.get_lots(berta)[2:], [(120.0, "2027-03-01")])

    def test_points_that_live_by_activity_go_on_doing_so(self):
        berta = self.make_partner("Berta")
        bill = self.make_old_bill(berta, expiry_mode="inactivity")
        with freeze_time("2026-03-01 12:00:00"):
            self.refund(bill, 40).button_draft()
        lots = self.get_pool(berta).lot_ids.sorted("id")
        self.assertEqual(lots.mapped("idle_months"), [12, 12])
        self.assertFalse(any(lots.mapped("is_fixed")))


@tagged("post_install", "-at_install")
class TestLedgerCurrencies(LedgerOrdersCommon):
    """Points follow shares of an order, in whatever currency it is billed."""

    def test_order_and_refund_in_a_foreign_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 2.0,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Dollars", "currency_id": dollar.id, "company_id": self.company.id}
        )
        order = self.make_quotation(self.anna, 100)
        order.pricelist_id = pricelist
        order.order_line.price_unit = 100
        self.assertEqual(order.currency_id, dollar)
        order.action_confirm()
        self.assert_balance(self.anna, 100.0)  # core counts the order's own currency

        bill = self.make_bill(order)
        self.refund(bill, 25)
        self.assert_balance(self.anna, 75.0)
        note = self.refund(bill, 25, post=False)
        note.currency_id = self.company.currency_id  # 12.50 € are 25 $
        note.invoice_line_ids.price_unit = 12.5
        note.action_post()
        self.assert_balance(self.anna, 50.0)
        order._action_cancel()
        self.assert_balance(self.anna, 0.0)

    def test_partly_refunded_invoice_keeps_its_part_of_a_bonus(self):
        rules = self.env["crm.loyalty.earning.rule"]
        rule = rules.create(
            {
                "name": "Thanks for paying",
                "event": "invoice_paid",
                "point_mode": "money",
                "points": 3.0,
                "program_id": self.program.id,
                "company_id": self.company.id,
            }
        )
        self.set_tier(self.anna, self.env["crm.value.tier"])
        bill = self.make_invoice(self.anna, "2026-03-10", 100)
        self.pay(bill)
        rules._run_for_day(self.company, bill.points_paid_on)
        self.refund(bill, 50)
        bill._sync_bonuses()
        self.assertEqual(
            [(row.kind, row.change) for row in rule.history_ids.sorted("id")],
            [("earn", 300.0), ("reverse", -150.0)],
        )
        self.assert_balance(self.anna, 150.0)
