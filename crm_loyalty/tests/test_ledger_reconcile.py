# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .expiry_common import ExpiryCommon

DAY = date(2026, 1, 31)


@tagged("post_install", "-at_install")
class TestReconcile(ExpiryCommon):
    """Figures that don't agree are shown to a person, never repaired."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.differences = cls.env["crm.loyalty.difference"]
        cls.differences._reconcile()
        cls.known = cls.differences.search([])
        cls.movement = cls.post("earn", 100, DAY)
        cls.spent = cls.post("spend", 40, DAY)
        cls.pool = cls.card.pool_id

    @contextmanager
    def broken(self):
        """Do in SQL what nobody can do otherwise."""
        self.env.flush_all()
        for table in ("loyalty_history", "crm_loyalty_allocation"):
            self.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield self.cr
        for table in ("loyalty_history", "crm_loyalty_allocation"):
            self.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def found(self):
        rows = self.differences._reconcile()
        return sorted((row.kind, row.expected, row.found) for row in rows)

    def kept(self):
        """Return the differences of this test, open and resolved."""
        return self.differences.search([]) - self.known

    def test_nothing_is_wrong(self):
        self.assertEqual(self.found(), [])

    def test_movement_without_its_lot(self):
        lot = self.pool.lot_ids
        with self.broken() as cr:
            cr.execute("DELETE FROM crm_loyalty_allocation WHERE lot_id = %s", [lot.id])
            cr.execute("DELETE FROM crm_loyalty_lot WHERE id = %s", [lot.id])
        # 60 by movements; no lot, and 40 taken that nothing pays: 0 - 40
        self.assertEqual(self.found(), [("balance", 60.0, -40.0)])
        row = self.kept()
        self.assertEqual((row.card_id, row.company_id), (self.card, self.company))
        self.assertEqual(
            row.words,
            f"The movements of {self.card.display_name} add up to 60; its lots less "
            "its debt are -40.",
        )

    def test_more_used_than_there_was(self):
        with self.broken() as cr:
            cr.execute(
                "UPDATE crm_loyalty_allocation SET points = 130 WHERE pool_id = %s",
                [self.pool.id],
            )
        self.assertEqual(self.found(), [("lot", 100.0, 130.0), ("taking", 40.0, 130.0)])

    def test_figure_beside_the_ledger(self):
        with self.broken() as cr:
            cr.execute(
                "UPDATE loyalty_card SET plain_points = 7 WHERE id = %s", [self.card.id]
            )
        self.assertEqual(self.found(), [("plain", 0.0, 7.0)])

    def test_movement_in_another_balance(self):
        ben = self.make_card(self.make_partner("Ben"))
        with self.broken() as cr:
            cr.execute(
                "UPDATE loyalty_card SET pool_id = %s WHERE id = %s",
                [ben.pool_id.id, self.card.id],
            )
        self.assertEqual(self.found(), [("loose", 0.0, -40.0), ("loose", 0.0, 100.0)])

    def test_row_that_core_wrote_by_sql(self):
        with self.broken() as cr:
            cr.execute(
                "INSERT INTO loyalty_history (card_id, description, issued, used) "
                "VALUES (%s, 'Core', 5, 0)",
                [self.card.id],
            )
        self.assertEqual(self.found(), [("unbooked", 0.0, 5.0)])

    def test_more_released_than_was_pending(self):
        order = self.make_quotation(self.anna)
        self.ledger._post(
            [
                {
                    "card": self.card,
                    "kind": "confirm",
                    "event": "order",
                    "description": "Test",
                    "pending": -10,
                    "source": order,
                }
            ]
        )
        self.assertEqual(self.found(), [("pending", 0.0, -10.0)])

    def test_kept_until_a_person_resolves_it(self):
        with self.broken() as cr:
            cr.execute(
                "UPDATE loyalty_card SET plain_points = 7 WHERE id = %s", [self.card.id]
            )
        self.assertEqual(len(self.found()), 1)
        row = self.kept()
        first = row.first_seen
        with self.broken() as cr:
            cr.execute(
                "UPDATE loyalty_card SET plain_points = 9 WHERE id = %s", [self.card.id]
            )
        self.assertEqual(self.found(), [])  # known already
        self.assertEqual((row.found, row.first_seen, row.state), (9.0, first, "open"))
        with self.broken() as cr:
            cr.execute(
                "UPDATE loyalty_card SET plain_points = 0 WHERE id = %s", [self.card.id]
            )
        self.assertEqual(self.found(), [])
        self.assertEqual(row.state, "open")

        manager = self.make_user("keeper", "crm_loyalty.group_manager")
        row.with_user(manager).write({"resolution": "A script"})
        row.with_user(manager).action_resolve()

        self.assertEqual(row.state, "resolved")
        self.assertFalse(row.activity_ids)
        with self.broken() as cr:
            cr.execute(
                "UPDATE loyalty_card SET plain_points = 3 WHERE id = %s", [self.card.id]
            )
        self.assertEqual(self.found(), [("plain", 0.0, 3.0)])

    def test_managers_are_told_once(self):
        manager = self.make_user("keeper", "crm_loyalty.group_manager")
        stranger = self.make_user("stranger", "crm_loyalty.group_manager")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger.write(
            {"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id}
        )
        for points in (7, 8):
            card = self.make_card(self.make_partner(f"P{points}"))
            with self.broken() as cr:
                cr.execute(
                    "UPDATE loyalty_card SET plain_points = %s WHERE id = %s",
                    [points, card.id],
                )
            self.differences._reconcile()

        activities = self.env["mail.activity"].search(
            [("res_model", "=", "crm.loyalty.difference")]
        )
        self.assertEqual([row.user_id for row in activities].count(manager), 1)
        self.assertFalse(activities.filtered(lambda a: a.user_id == stranger))

    def test_others_resolve_nothing(self):
        row = self.differences.create(
            {"kind": "plain", "res_id": self.card.id, "card_id": self.card.id}
        )
        user = self.make_user("reader", "crm_loyalty.group_user")
        with self.assertRaises(AccessError):
            row.with_user(user).action_resolve()

    def test_scheduler_compares(self):
        with self.broken() as cr:
            cr.execute(
                "UPDATE loyalty_card SET plain_points = 7 WHERE id = %s", [self.card.id]
            )
        self.run_cron("ir_cron_reconcile")
        self.assertEqual(self.kept().mapped("kind"), ["plain"])
