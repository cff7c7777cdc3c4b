# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .common import CounterCommon


@tagged("post_install", "-at_install")
class TestCounterTour(HttpCase, CounterCommon):
    """A seller sees what the ledger says, and the ledger books what the seller saw."""

    def test_a_seller_earns_and_redeems_for_a_gold_customer(self):
        self.set_tier(self.anna, self.gold)
        self.program.write({"points_release": "paid", "portal_visible": True})
        card = self.give(150)
        sale = self.make_quotation(self.anna, 50)
        sale._update_programs_and_rewards()
        sale.action_confirm()
        self.assertEqual((card.points, card.points_pending), (150.0, 100.0))
        self.goods.write({"lst_price": 100, "taxes_id": False})

        self.start_tour(
            f"/pos/ui/{self.counter.id}", "crm_loyalty_pos_counter", login="seller"
        )

        first, second = self.env["pos.order"].search(
            [("config_id", "=", self.counter.id)], order="id"
        )
        self.assertEqual(self.rows(first), [("earn", "order", 200.0)])
        self.assertEqual(
            self.rows(second),
            [("earn", "order", 200.0), ("spend", "reward", -100.0)],
        )
        self.env.invalidate_all()
        self.assertEqual((card.points, card.points_pending), (450.0, 100.0))
