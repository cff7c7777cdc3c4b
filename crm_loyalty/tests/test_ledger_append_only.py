# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .ledger_orders_common import LedgerOrdersCommon

REFUSED = "never changed or deleted"


@tagged("post_install", "-at_install")
class TestLedgerAppendOnly(LedgerOrdersCommon):
    """What is booked stays as it is, for everybody and by every path."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.movement = cls.give(cls.anna, 120)
        cls.card = cls.card_of(cls.anna)
        cls.seller = cls.make_user("seller", "sales_team.group_sale_manager")

    def refuse_sql(self, query, *values):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(psycopg2.Error, REFUSED),
            self.cr.savepoint(),
        ):
            self.cr.execute(SQL(query, *values))

    def test_database_refuses_to_change_figures(self):
        self.env.flush_all()
        for change in (
            "issued = 500",
            "used = 1",
            "pending = 1",
            "kind = 'adjust'",
            "kind = NULL",
            "event = 'order'",
            "source_key = 'other'",
            "booked_on = '2020-01-01'",
            "multiplier = 2",
            "description = 'Other'",
            "reason = 'Other'",
            "create_uid = 1",
            "create_date = now()",
        ):
            with self.subTest(change):
                self.refuse_sql(
                    f"UPDATE loyalty_history SET {change} WHERE id = %s",
                    self.movement.id,
                )
        self.assert_balance(self.anna, 120.0)

    def test_database_refuses_to_delete(self):
        self.env.flush_all()
        for query, value in (
            ("DELETE FROM loyalty_history WHERE id = %s", self.movement.id),
            ("DELETE FROM loyalty_card WHERE id = %s", self.card.id),
            ("DELETE FROM loyalty_program WHERE id = %s", self.program.id),
        ):
            with (
                self.subTest(query),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.Error),
                self.cr.savepoint(),
            ):
                self.cr.execute(SQL(query, value))
        self.assert_balance(self.anna, 120.0)

    def test_database_guards_allocations(self):
        self.give(self.anna, -20)
        self.env.flush_all()
        self.refuse_sql(
            "UPDATE crm_loyalty_allocation SET points = 0 WHERE pool_id = %s",
            self.card.pool_id.id,
        )
        self.refuse_sql(
            "DELETE FROM crm_loyalty_allocation WHERE pool_id = %s",
            self.card.pool_id.id,
        )

    def test_links_may_follow(self):
        self.env.flush_all()
        self.cr.execute(
            SQL(
                """
                UPDATE loyalty_history
                   SET order_model = 'sale.order', order_id = 1, tier_id = %s
                 WHERE id = %s
                """,
                self.gold.id,
                self.movement.id,
            )
        )
        self.env.invalidate_all()
        self.assertEqual(self.movement.tier_id, self.gold)

    def test_nobody_changes_history_by_rpc(self):
        for user in (self.seller, self.env.ref("base.user_admin")):
            row = self.movement.sudo(False).with_user(user)
            rows = row.browse()
            values = {"card_id": self.card.id, "issued": 50, "description": "Mine"}
            with self.subTest(user.login):
                with self.assertRaisesRegex(UserError, "never changed"):
                    row.write({"issued": 500})
                with self.assertRaisesRegex(UserError, "not allowed to delete"):
                    row.unlink()
                with self.assertRaisesRegex(UserError, "not written by hand"):
                    rows.create(values)
        self.assert_balance(self.anna, 120.0)

    def test_context_of_a_client_opens_no_door(self):
        row = self.movement.sudo(False).with_user(self.seller)
        for key in (True, "DOOR", "<object object>"):
            forged = row.with_context(crm_loyalty_door=key)
            with self.assertRaisesRegex(UserError, "never changed"):
                forged.write({"issued": 500})
            card = self.card.with_user(self.seller).with_context(crm_loyalty_door=key)
            with self.assertRaisesRegex(UserError, "can't be overwritten"):
                card.points = 500
        self.assert_balance(self.anna, 120.0)

    def test_salesperson_writes_no_balance(self):
        seller = self.make_user("junior", "sales_team.group_sale_salesman")
        card = self.card.with_user(seller)
        with self.assertRaisesRegex(UserError, "can't be overwritten"):
            card.write({"points": 9999})
        with self.assertRaisesRegex(UserError, "can't be overwritten"):
            card.write({"points": 0})
        card.write({"points": 120})  # what a form sends back unchanged
        self.assert_balance(self.anna, 120.0)
        self.assertEqual(len(self.get_rows(self.anna)), 1)

    def test_nobody_hands_the_card_of_a_customer_to_another_pool(self):
        berta = self.make_partner("Berta")
        pool = self.get_card(berta).pool_id
        with self.assertRaisesRegex(UserError, "belongs to the balance"):
            self.card.with_user(self.seller).write({"pool_id": pool.id})
        with self.assertRaisesRegex(UserError, "belongs to the balance"):
            self.card.with_user(self.seller).write({"plain_points": 500})
        self.assertEqual(self.card.pool_id, self.get_pool(self.anna))
        self.assert_balance(self.anna, 120.0)

    def test_superuser_code_of_core_passes_over(self):
        self.movement.write({"issued": 500})
        self.movement.unlink()
        self.assertTrue(self.movement.exists())
        self.assert_balance(self.anna, 120.0)

    def test_rows_without_a_ledger_stay_cores_own(self):
        coupons = self.make_program(
            "Coupons", program_type="coupons", applies_on="current"
        )
        card = self.cards.create({"program_id": coupons.id, "points": 1})
        row = self.ledger.create({"card_id": card.id, "issued": 1, "description": "A"})
        row.issued = 2
        self.assertFalse(row.kind)
        row.unlink()
        card.points = 3
        self.assertEqual((card.points, card.pool_id.id), (3.0, False))
        card.unlink()
        self.assertFalse(card.exists())


@tagged("post_install", "-at_install")
class TestLedgerKeys(LedgerOrdersCommon):
    """One event is one movement, however often it is sent."""

    def test_same_key_and_content_is_booked_once(self):
        first = self.give(self.anna, 30, key="shop:1")
        again = self.give(self.anna, 30, key="shop:1")
        self.assertEqual(first, again)
        self.assert_balance(self.anna, 30.0)

    def test_same_key_with_other_content_is_refused(self):
        self.give(self.anna, 30, key="shop:1")
        berta = self.make_partner("Berta")
        for other in (
            lambda: self.give(self.anna, 31, key="shop:1"),
            lambda: self.give(self.anna, -30, key="shop:1"),
            lambda: self.give(self.anna, 30, key="shop:1", event="visit"),
            lambda: self.give(self.anna, 30, key="shop:1", kind="adjust"),
            lambda: self.give(berta, 30, key="shop:1"),
        ):
            with self.assertRaisesRegex(ValidationError, "shop:1.*other content"):
                other()
        self.assert_balance(self.anna, 30.0)

    def test_same_key_twice_in_one_call(self):
        entry = {
            "card": self.get_card(self.anna),
            "kind": "earn",
            "event": "gift",
            "issued": 10.0,
            "description": "Gift",
            "key": "shop:2",
        }
        rows = self.ledger._post([entry, dict(entry), entry | {"key": "shop:3"}])
        self.assertEqual(len(rows), 3)
        self.assertEqual(rows[0], rows[1])
        self.assert_balance(self.anna, 20.0)
        with self.assertRaisesRegex(ValidationError, "shop:4.*other content"):
            entry = entry | {"key": "shop:4"}
            self.ledger._post([entry, entry | {"issued": 11.0}])
        self.assert_balance(self.anna, 20.0)

    def test_all_of_a_call_or_none(self):
        card = self.get_card(self.anna)
        entry = {"card": card, "kind": "earn", "event": "gift", "description": "Gift"}
        with (
            self.assertRaisesRegex(ValidationError, "11 points can't be taken"),
            self.cr.savepoint(),
        ):
            self.ledger._post(
                [
                    entry | {"issued": 10.0},
                    entry | {"kind": "spend", "used": 11.0},
                ]
            )
        self.assert_balance(self.anna, 0.0)

    def test_merged_customers_replay_their_events(self):
        berta = self.make_partner("Berta")
        first = self.give(berta, 30, key="shop:1")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.anna | berta).ids, self.anna)
        self.assertEqual(self.give(self.anna, 30, key="shop:1"), first)
        self.assert_balance(self.anna, 30.0)
