# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .expiry_common import ExpiryCommon


@tagged("post_install", "-at_install")
class TestRelease(ExpiryCommon):
    """Orders that nobody told about a delivery or a payment are found every hour."""

    def confirm(self, release, amount=100.0):
        self.program.points_release = release
        order = self.make_quotation(self.anna, amount)
        order.action_confirm()
        return order

    def run_net(self):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=float("inf")
        ):
            self.env["sale.order"]._cron_sync_points()
        self.env.invalidate_all()

    def assert_points(self, points, pending):
        self.env.invalidate_all()
        self.assertEqual(
            (self.card.points, self.card.points_pending), (points, pending)
        )

    def test_delivery_written_past_the_hooks_is_released(self):
        order = self.confirm("delivered")
        self.assert_points(0.0, 100.0)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE sale_order_line SET qty_delivered = 1 WHERE order_id = %s",
            [order.id],
        )
        self.env.invalidate_all()

        self.run_net()
        self.run_net()

        self.assert_points(100.0, 0.0)
        self.assertEqual(
            self.card.pool_id.history_ids.sorted("id").mapped("kind"),
            ["pending", "confirm"],
        )

    def test_payment_that_is_undone_makes_points_wait_again(self):
        order = self.confirm("paid")
        invoice = order._create_invoices()
        invoice.action_post()
        self.set_payment(invoice, "paid")
        self.run_net()
        self.assert_points(100.0, 0.0)

        self.set_payment(invoice, "not_paid")
        self.run_net()

        self.assert_points(0.0, 100.0)
        self.assertFalse(self.env["crm.loyalty.difference"]._reconcile())

    def set_payment(self, invoice, state):
        self.env.flush_all()
        self.cr.execute(
            "UPDATE account_move SET payment_state = %s, "
            "write_date = now() AT TIME ZONE 'UTC' WHERE id = %s",
            [state, invoice.id],
        )
        self.env.invalidate_all()

    def test_only_what_may_have_changed_is_looked_at(self):
        waiting = self.confirm("paid")
        settled = self.confirm("confirmed")
        invoiced = self.confirm("confirmed")
        invoiced._create_invoices().action_post()
        later = fields.Datetime.now() + timedelta(days=1)
        orders = self.env["sale.order"]

        found = orders._find_unsettled(later)
        self.assertIn(waiting.id, found)
        self.assertNotIn(settled.id, found)
        self.assertNotIn(invoiced.id, found)
        earlier = fields.Datetime.now() - timedelta(days=1)
        self.assertIn(invoiced.id, orders._find_unsettled(earlier))
        waiting._action_cancel()
        self.assertNotIn(waiting.id, orders._find_unsettled(earlier))

    def test_one_order_that_fails_does_not_stop_the_others(self):
        bad, good = self.confirm("delivered"), self.confirm("delivered", 50)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE sale_order_line SET qty_delivered = 1 WHERE order_id IN %s",
            [(bad.id, good.id)],
        )
        self.env.invalidate_all()
        original = type(bad)._sync_points

        def fail(orders):
            if bad in orders:
                raise ValueError("no luck")
            return original(orders)

        with (
            patch.object(type(bad), "_sync_points", fail),
            mute_logger("odoo.addons.crm_loyalty.models.ledger.sale_order_release"),
        ):
            self.run_net()

        self.assert_points(50.0, 100.0)
        self.run_net()
        self.assert_points(150.0, 0.0)

    def test_scheduler_moves_the_mark(self):
        self.confirm("paid")
        parameters = self.env["ir.config_parameter"]
        parameters.search([("key", "=", "crm_loyalty.orders_synced_at")]).unlink()
        mark = self.env["sale.order"]._get_sync_mark()  # never before the ledger
        self.assertLess(fields.Datetime.now() - mark, timedelta(hours=1, minutes=5))

        self.run_cron("ir_cron_sync_points")

        mark = self.env["sale.order"]._get_sync_mark()
        self.assertLess(fields.Datetime.now() - mark, timedelta(hours=1, minutes=5))
        self.assertTrue(
            self.env["ir.config_parameter"].get_param("crm_loyalty.orders_synced_at")
        )
