from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .spending_common import SpendingCommon


@tagged("post_install", "-at_install")
class TestSpendingHttp(SpendingCommon, HttpCase):
    """Agents at the browser, and an app that redeems over the wire."""

    def test_agent_redeems_on_the_card(self):
        self.agent.lang = "en_US"
        mug = self.make_benefit("Tour mug", 120)
        self.make_benefit("Tour car", 9000)
        self.start_tour(
            f"/odoo/customer-loyalty-cards/{self.card.id}",
            "crm_loyalty_redeem",
            login=self.agent.login,
        )
        self.env.invalidate_all()
        (redemption,) = mug.redemption_ids
        self.assertEqual(
            (redemption.state, redemption.done_by_id), ("done", self.agent)
        )
        self.assertEqual(self.card.points, 380)

    def test_salesperson_chooses_points(self):
        seller = self.make_user("points_seller", "sales_team.group_sale_salesman")
        seller.lang = "en_US"
        self.program.reward_ids.write(
            {"discount_mode": "per_point", "discount": 0.1, "required_points": 50}
        )
        order = self.make_quotation(self.anna, 100, user=seller)
        self.start_tour(
            f"/odoo/sales/{order.id}", "crm_loyalty_points_to_use", login=seller.login
        )
        self.env.invalidate_all()
        self.assertEqual(sum(order.order_line.mapped("points_cost")), 60)
        self.assertAlmostEqual(order.amount_total, 94)

    def call(self, **values):
        """Redeem over JSON-2 as the agent; return the answer."""
        keys = self.env["res.users.apikeys"].with_user(self.agent)
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        key = keys.sudo()._generate("rpc", "App", tomorrow)
        return self.url_open(
            "/json/2/crm.loyalty.benefit/redeem",
            json=values,
            headers={"Authorization": f"bearer {key}"},
        )

    @mute_logger("odoo.http")
    def test_app_redeems_once_for_a_key(self):
        mug = self.make_benefit()
        values = {"ids": mug.ids, "card_id": self.card.id, "key": "app-7"}
        first, second = (self.call(**values) for _time in range(2))
        self.assertEqual(first.status_code, 200, first.text)
        self.assertEqual(first.json(), second.json())
        self.assertEqual((first.json()["points"], first.json()["balance"]), (100, 400))
        refused = self.call(
            ids=self.make_benefit("Car", 9000).ids, card_id=self.card.id
        )
        self.assertEqual(refused.status_code, 422)
        self.assertIn("8600 points are missing", refused.json()["message"])
