# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_loyalty.hooks import post_init_hook

from .expiry_common import ExpiryCommon


@tagged("post_install", "-at_install")
class TestAdoption(ExpiryCommon):
    """Cards and histories as core leaves them are taken over, balance by balance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ben = cls.make_partner("Ben")

    def core_card(self, partner, points, rows=(), active=True, order=None):
        """Insert a card as core would have left it, with ``rows`` (issued, used)."""
        (card_id,) = self.env.execute_query(
            SQL(
                """
                INSERT INTO loyalty_card
                       (program_id, company_id, partner_id, code, points, active)
                VALUES (%s, %s, %s, md5(random()::text), %s, %s) RETURNING id
                """,
                self.program.id,
                self.company.id,
                partner.id if partner else None,
                points,
                active,
            )
        )[0]
        for issued, used in rows:
            self.cr.execute(
                SQL(
                    """
                    INSERT INTO loyalty_history
                           (card_id, description, issued, used, order_model, order_id,
                            create_date)
                    VALUES (%s, 'Core', %s, %s, %s, %s, '2025-05-05 10:00:00')
                    """,
                    card_id,
                    issued,
                    used,
                    "sale.order" if order else None,
                    order.id if order else None,
                )
            )
        return self.env["loyalty.card"].browse(card_id)

    def core_order(self, points, amount=100.0):
        """Return an order of core that gave ``points``, and the new card."""
        self.program.active = False
        order = self.make_quotation(self.ben, amount)
        order.action_confirm()
        self.program.active = True
        self.assertFalse(order.coupon_point_ids)
        order.awarded_basis = 0
        card = self.core_card(self.ben, points, [(points, 0)], order=order)
        self.env.flush_all()
        self.cr.execute(
            SQL(
                "INSERT INTO sale_order_coupon_points (order_id, coupon_id, points) "
                "VALUES (%s, %s, %s)",
                *(order.id, card.id, points),
            )
        )
        self.env.invalidate_all()
        return order, card

    def adopt(self):
        self.env.invalidate_all()
        post_init_hook(self.env)
        self.env.invalidate_all()

    def assert_adopted(self, card, points, movements, lots):
        """Assert balance, every movement and every lot that still holds points."""
        self.assertEqual(card.points, points)
        self.assertEqual(card.plain_points, 0.0)
        rows = card.history_ids.sorted("id")
        self.assertCountEqual(
            [(row.kind, row.event, row.change) for row in rows], movements
        )
        held = card.pool_id.lot_ids.filtered("remaining")
        self.assertEqual(sorted(held.mapped("remaining")), lots)

    def assert_reconciled(self):
        self.assertFalse(self.env["crm.loyalty.difference"]._reconcile())

    # -------------------------------------------------------------------- cards

    def test_history_that_adds_up_is_the_ledger(self):
        card = self.core_card(self.ben, 70, [(100, 0), (0, 30)])
        self.adopt()
        self.assert_adopted(
            card,
            70.0,
            [("opening", "opening", 100.0), ("opening", "opening", -30.0)],
            [70.0],
        )
        self.assertEqual(str(card.pool_id.lot_ids.earned_on), "2025-05-05")
        self.assert_reconciled()

    def test_overwritten_balance_and_deleted_rows_leave_a_difference(self):
        card = self.core_card(self.ben, 999.5, [(100, 0)])
        lost = self.core_card(self.make_partner("Lost"), 40)
        less = self.core_card(self.make_partner("Less"), 25, [(100, 0)])
        self.adopt()
        self.assert_adopted(
            card,
            999.5,
            [("opening", "opening", 100.0), ("opening", "opening", 899.5)],
            [100.0, 899.5],
        )
        self.assert_adopted(lost, 40.0, [("opening", "opening", 40.0)], [40.0])
        self.assert_adopted(
            less,
            25.0,
            [("opening", "opening", 100.0), ("opening", "opening", -75.0)],
            [25.0],
        )
        self.assert_reconciled()

    def test_row_that_gave_and_took_becomes_two(self):
        card = self.core_card(self.ben, 20, [(30, 10)])
        self.adopt()
        self.assert_adopted(
            card,
            20.0,
            [("opening", "opening", 30.0), ("opening", "opening", -10.0)],
            [20.0],
        )
        self.assert_reconciled()

    def test_figures_with_the_wrong_sign(self):
        card = self.core_card(self.ben, -2, [(-7, 0), (0, -5), (0, 0)])
        self.adopt()
        self.assert_adopted(
            card,
            -2.0,
            [
                ("opening", "opening", -7.0),
                ("opening", "opening", 5.0),
                ("opening", "opening", 0.0),
            ],
            [],
        )
        self.assert_reconciled()

    def test_negative_balance_is_a_debt_that_points_pay(self):
        card = self.core_card(self.ben, -50)
        self.adopt()
        self.assert_adopted(card, -50.0, [("opening", "opening", -50.0)], [])
        self.ledger._post(
            [
                {
                    "card": card,
                    "kind": "earn",
                    "event": "test",
                    "description": "Test",
                    "issued": 80,
                }
            ]
        )
        self.post("spend", 30, self.program._get_today(), card)
        self.assert_balance(0.0, card)
        self.assert_reconciled()

    def test_fractions_and_nothing_at_all(self):
        card = self.core_card(self.ben, 0.1 + 0.2, [(0.1, 0), (0.2, 0)])
        empty = self.core_card(self.make_partner("Empty"), None)
        self.adopt()
        self.assert_adopted(
            card,
            0.3,
            [("opening", "opening", 0.1), ("opening", "opening", 0.2)],
            [0.1, 0.2],
        )
        self.assert_adopted(empty, 0.0, [], [])
        self.assertEqual(self.program.points_digits, "2")
        self.assert_reconciled()

    def test_card_without_customer_keeps_its_points_until_there_is_one(self):
        card = self.core_card(None, 60)
        self.adopt()
        self.assert_adopted(card, 60.0, [("opening", "opening", 60.0)], [60.0])
        self.assertFalse(card.pool_id.commercial_partner_id)
        card.partner_id = self.ben
        self.assertEqual(card.pool_id.commercial_partner_id, self.ben)
        self.assertEqual(card.points, 60.0)

    def test_two_cards_of_a_customer_share_the_sum(self):
        first = self.core_card(self.ben, 11, [(11, 0)])
        second = self.core_card(self.ben, -4)
        self.adopt()
        self.assertEqual(first.pool_id, second.pool_id)
        self.assertEqual((first.points, second.points), (7.0, 7.0))
        self.assert_reconciled()

    def test_points_on_an_archived_card_stay_out_of_use_until_it_is_used(self):
        used = self.core_card(self.ben, 10)
        stale = self.core_card(self.ben, 30, [(30, 0)], active=False)
        self.adopt()
        self.assertEqual((used.points, stale.points), (10.0, 30.0))
        self.assert_reconciled()

        stale.active = True

        self.assertEqual((used.points, stale.points), (40.0, 40.0))
        self.assertEqual(used.pool_id.lot_ids, stale.pool_id.lot_ids)
        self.assert_reconciled()

    def test_second_adoption_changes_nothing(self):
        card = self.core_card(self.ben, 70, [(100, 0), (0, 30)])
        self.adopt()
        before = self.movements(card)
        self.adopt()
        self.assertEqual(self.movements(card), before)
        self.assertEqual(card.points, 70.0)

    def test_other_programmes_keep_their_figures(self):
        coupons = self.make_program(
            "Coupons", program_type="coupons", applies_on="current", trigger="with_code"
        )
        coupon = self.env["loyalty.card"].create(
            {"program_id": coupons.id, "points": 3}
        )
        self.env.flush_all()
        self.cr.execute("UPDATE loyalty_card SET points = 3 WHERE id = %s", [coupon.id])
        self.adopt()
        self.assertEqual((coupon.points, coupon.pool_id.id), (3.0, False))

    # ------------------------------------------------------------------- orders

    def test_cancelling_an_adopted_order_reverses_it_once(self):
        order, card = self.core_order(100)
        self.adopt()
        self.assert_adopted(card, 100.0, [("opening", "order", 100.0)], [100.0])

        order._action_cancel()

        self.assert_adopted(
            card, 0.0, [("opening", "order", 100.0), ("reverse", "order", -100.0)], []
        )
        reversal = card.history_ids.filtered("reversal_id")
        self.assertEqual(reversal.reversal_id.event, "order")
        self.assertEqual(reversal.order_id, order.id)
        self.assert_reconciled()

    def test_cancelling_after_spending_leaves_a_debt(self):
        order, card = self.core_order(100)
        self.cr.execute(
            "INSERT INTO loyalty_history (card_id, description, issued, used, "
            "create_date) VALUES (%s, 'Core', 0, 80, '2025-06-01')",
            [card.id],
        )
        self.cr.execute("UPDATE loyalty_card SET points = 20 WHERE id = %s", [card.id])
        self.adopt()
        self.assertEqual(card.points, 20.0)

        order._action_cancel()

        self.assertEqual(card.points, -80.0)
        self.assert_reconciled()

    def test_adopted_order_that_loses_half_loses_half_its_points(self):
        order, card = self.core_order(100, amount=200)
        self.adopt()
        self.assertEqual(order.awarded_basis, 200.0)
        order.order_line.price_unit = 100

        self.assertEqual(card.points, 50.0)
        self.assert_reconciled()

    def test_safety_net_leaves_adopted_orders_alone(self):
        order, card = self.core_order(100)
        order._create_invoices().action_post()
        self.cr.execute("DELETE FROM loyalty_history WHERE card_id = %s", [card.id])
        self.cr.execute("UPDATE loyalty_card SET points = 33 WHERE id = %s", [card.id])
        self.adopt()
        since = self.env.cr.now().replace(year=2090)

        self.assertNotIn(order.id, self.env["sale.order"]._find_unsettled(since))
        self.assertEqual(card.points, 33.0)
