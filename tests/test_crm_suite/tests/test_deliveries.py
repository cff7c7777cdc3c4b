# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.crm_loyalty.tests.common import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestDeliveries(LoyaltyCommon):
    """Real pickings: what leaves the warehouse, what is left, what comes back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.points_release = "delivered"
        cls.goods.write({"type": "consu", "is_storable": True})
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(
            cls.goods, cls.warehouse.lot_stock_id, 100
        )

    def setUp(self):
        super().setUp()
        self.order = self.make_quotation(self.anna, 50.0)
        self.order.order_line.product_uom_qty = 2
        self.order.order_line.price_unit = 50.0
        self.order._update_programs_and_rewards()
        self.order.action_confirm()
        self.commit_points()
        self.card = self.card_of(self.anna)

    def commit_points(self):
        self.env.cr.flush()
        self.env.invalidate_all()

    def deliver(self, quantity, is_rest_cancelled=False):
        """Validate the open delivery with ``quantity`` of its goods."""
        picking = self.order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        picking.move_ids.write({"quantity": quantity, "picked": True})
        rest = (
            {"picking_ids_not_to_backorder": picking.ids} if is_rest_cancelled else {}
        )
        picking.with_context(skip_backorder=True, **rest).button_validate()
        self.commit_points()
        return picking

    def take_back(self, picking, quantity):
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": True})
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.write({"quantity": quantity, "picked": True})
        back.button_validate()
        self.commit_points()

    def assert_points(self, points, pending):
        self.assertEqual(
            (self.card.points, self.card.points_pending), (points, pending)
        )

    def find_delivered(self):
        """Return (customer, order) of the event, as the registry gives it."""
        today = fields.Date.today()
        query = self.env["crm.customer.event"]._get_event_queries(
            self.company, today - timedelta(days=1), today + timedelta(days=1)
        )["order_delivered"]
        self.env.flush_all()
        rows = self.env.execute_query_dict(query)
        return [(row["partner_id"], row["res_id"]) for row in rows]

    def test_points_and_event_wait_for_the_goods(self):
        self.assert_points(0.0, 100.0)
        self.assertEqual(self.find_delivered(), [])
        self.deliver(2)
        self.assert_points(100.0, 0.0)
        self.assertEqual(self.find_delivered(), [(self.anna.id, self.order.id)])

    def test_part_of_the_goods_releases_part_of_the_points(self):
        self.deliver(1)
        self.assertEqual(len(self.order.picking_ids), 2)  # a backorder
        self.assert_points(50.0, 50.0)
        self.assertEqual(self.find_delivered(), [])
        self.deliver(1)
        self.assert_points(100.0, 0.0)
        self.assertEqual(self.find_delivered(), [(self.anna.id, self.order.id)])

    def test_rest_that_never_comes_keeps_its_points_waiting(self):
        self.deliver(1, is_rest_cancelled=True)
        self.assert_points(50.0, 50.0)
        self.assertEqual(self.find_delivered(), [(self.anna.id, self.order.id)])

    def test_goods_that_come_back_make_points_wait_again(self):
        picking = self.deliver(2)
        self.take_back(picking, 1)
        self.assert_points(50.0, 50.0)
        self.assertEqual(self.find_delivered(), [(self.anna.id, self.order.id)])

    def test_each_delivery_is_booked_once(self):
        self.deliver(1)
        self.deliver(1)
        rows = self.card.history_ids.sorted("id")
        self.assertEqual(rows.mapped("kind"), ["pending", "confirm", "confirm"])

    def test_other_programmes_do_not_care(self):
        self.program.points_release = "paid"
        self.deliver(2)
        self.assert_points(0.0, 100.0)
