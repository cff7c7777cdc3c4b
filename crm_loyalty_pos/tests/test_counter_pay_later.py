# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.crm_loyalty.tests.ledger_orders_common import LedgerOrdersCommon

from .common import CounterCommon


@tagged("post_install", "-at_install")
class TestCounterPayLater(CounterCommon, LedgerOrdersCommon):
    """Points of what was sold on account wait until the debt is paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.points_release = "paid"
        cls.counter.journal_id.default_account_id = cls.goods.with_company(
            cls.company
        ).property_account_income_id

    def sell_later(self, amount=100, method="account", points=None, **vals):
        """Return a sale of which all but ``cash`` is owed, and the customer's card."""
        cash = vals.pop("cash", 0)
        amounts = {method: amount - cash} | ({"cash": cash} if cash else {})
        payments = self.prepare_payments(**amounts)
        line = self.prepare_line(amount / 2, 2)
        order = self.sell(line, payment_ids=payments, **vals)
        card = self.card_of(order.partner_id)
        self.confirm(order, amount if points is None else points, card)
        return order.sudo(), self.card_of(order.partner_id)

    def close(self):
        """Close the register; return the customer's debts that it wrote."""
        session = self.counter.current_session_id.sudo()
        session.action_pos_session_validate()
        self.assertEqual(session.state, "closed")
        return session.move_id.line_ids

    def assert_points(self, card, points, pending):
        self.assertEqual((card.points, card.points_pending), (points, pending))

    def test_points_of_an_invoice_wait_for_its_payment(self):
        order, card = self.sell_later(to_invoice=True)
        self.assert_points(card, 0.0, 100.0)
        self.pay(order.account_move)
        self.assert_points(card, 100.0, 0.0)
        self.confirm(order, 100, card)
        self.assert_points(card, 100.0, 0.0)
        order.account_move.line_ids.remove_move_reconcile()
        self.assert_points(card, 0.0, 100.0)
        rows = self.ledger.search([("card_id", "=", card.id)], order="id")
        self.assertEqual(rows.mapped("kind"), ["pending", "confirm", "reverse"])
        self.assertEqual(
            set(rows.mapped("description")), {f"Counter sale {order.name}"}
        )

    def test_what_is_paid_at_once_gives_its_points_at_once(self):
        order = self.sell(self.prepare_line(100), to_invoice=True)
        self.confirm(order, 100)
        card = self.card_of(self.anna)
        self.assert_points(card, 100.0, 0.0)
        _order, card = self.sell_later(cash=40)
        self.assert_points(card, 140.0, 60.0)

    def test_programme_that_does_not_wait(self):
        self.program.points_release = "confirmed"
        _order, card = self.sell_later()
        self.assert_points(card, 100.0, 0.0)

    def test_points_of_the_whole_order_wait_for_all_of_it(self):
        self.program.rule_ids.reward_point_mode = "order"
        order, card = self.sell_later(cash=40, points=1, to_invoice=True)
        self.assert_points(card, 0.0, 1.0)
        self.pay(order.account_move)
        self.assert_points(card, 1.0, 0.0)

    def test_goods_that_come_back_unpaid_take_pending_points(self):
        order, card = self.sell_later(to_invoice=True)
        self.refund(order, 1, payment_ids=self.prepare_payments(account=-50))
        self.assert_points(card, 0.0, 50.0)
        self.pay(order.account_move)
        self.assert_points(card, 50.0, 0.0)

    def test_debt_without_an_invoice_is_known_by_its_entry(self):
        order, card = self.sell_later()
        _other, _card = self.sell_later(30, partner=self.make_partner("Bert"))
        self.assert_points(card, 0.0, 100.0)
        self.close()
        debt = order.payment_ids.debt_line_id
        self.assertEqual((debt.balance, debt.partner_id), (100.0, self.anna))
        self.assert_points(card, 0.0, 100.0)
        self.settle(debt)
        self.assert_points(card, 100.0, 0.0)
        debt.remove_move_reconcile()
        self.assert_points(card, 0.0, 100.0)

    def test_debts_in_one_sum_wait_for_all_of_it(self):
        order, card = self.sell_later(method="slate")
        bert = self.make_partner("Bert")
        other, _card = self.sell_later(30, "slate", partner=bert)
        self.close()
        debt = (order | other).payment_ids.debt_line_id
        self.assertEqual((len(debt), debt.balance), (1, 130.0))
        self.assert_points(card, 0.0, 100.0)
        self.settle(debt)
        self.assert_points(card, 100.0, 0.0)
        self.assert_points(self.card_of(bert), 30.0, 0.0)

    def test_each_debt_of_a_sale_releases_its_part(self):
        payments = self.prepare_payments(cash=20, account=50, slate=30)
        order = self.sell(self.prepare_line(100), payment_ids=payments).sudo()
        self.confirm(order, 100)
        card = self.card_of(self.anna)
        self.assert_points(card, 20.0, 80.0)
        self.close()
        debts = order.payment_ids.debt_line_id.sorted("balance")
        self.settle(debts[1])
        self.assert_points(card, 70.0, 30.0)
        self.settle(debts[0])
        self.assert_points(card, 100.0, 0.0)

    def test_debts_from_before_they_were_noted_keep_their_points(self):
        self.program.points_release = "confirmed"
        order, card = self.sell_later()
        self.close()
        order.payment_ids.debt_line_id = False
        self.program.points_release = "paid"
        order._sync_counter_points()
        self.assert_points(card, 100.0, 0.0)

    def test_debt_that_becomes_an_invoice_waits_for_the_invoice(self):
        order, card = self.sell_later()
        self.close()
        debt = order.payment_ids.debt_line_id
        order.with_context(generate_pdf=False).action_pos_order_invoice()
        reversal = self.env["account.move"].search(
            [("reversed_pos_order_id", "=", order.id)]
        )
        twin = reversal.line_ids.filtered(
            lambda line: line.account_id == debt.account_id and line.balance == -100
        )
        (debt | twin).reconcile()
        self.assertTrue(debt.reconciled)
        self.assert_points(card, 0.0, 100.0)
        self.pay(order.account_move)
        self.assert_points(card, 100.0, 0.0)

    def test_the_hourly_job_finds_a_payment_that_nobody_told(self):
        order, card = self.sell_later(to_invoice=True)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET payment_state = 'paid' WHERE id = %s",
            [order.account_move.id],
        )
        self.env.invalidate_all()
        self.assert_points(card, 0.0, 100.0)
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=float("inf")
        ):
            self.env["sale.order"]._cron_sync_points()
        self.assert_points(card, 100.0, 0.0)
