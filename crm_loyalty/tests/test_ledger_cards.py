# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .ledger_orders_common import LedgerOrdersCommon


@tagged("post_install", "-at_install")
class TestLedgerCards(LedgerOrdersCommon):
    """Cards and programmes come and go; what is booked stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.berta = cls.make_partner("Berta")
        cls.carla = cls.make_partner("Carla")

    def test_archived_card(self):
        self.give(self.anna, 30)
        self.card_of(self.anna).action_archive()
        self.assert_balance(self.anna, 30.0)
        self.make_sale(self.anna, 10)
        self.assert_balance(self.anna, 40.0)

    def test_deleted_card_with_movements_is_archived(self):
        self.give(self.anna, 30)
        card = self.card_of(self.anna)
        card.sudo().unlink()
        self.assertFalse(card.active)
        self.assert_balance(self.anna, 30.0)
        seller = self.make_user("seller", "sales_team.group_sale_manager")
        with self.assertRaisesRegex(UserError, "not allowed to delete"):
            card.with_user(seller).unlink()

    def test_deleted_card_without_movements(self):
        card = self.get_card(self.anna)
        card.unlink()
        self.assertFalse(card.exists())
        self.give(self.anna, 30)
        self.assert_balance(self.anna, 30.0)

    def test_second_card_of_a_customer_shows_the_same(self):
        self.give(self.anna, 30)
        second = self.cards.create(
            {"program_id": self.program.id, "partner_id": self.anna.id, "points": 5}
        )
        self.assertEqual(second.points, 35.0)
        self.assert_balance(self.anna, 35.0)

    def test_card_without_customer_finds_one(self):
        self.give(self.anna, 30)
        card = self.cards.create({"program_id": self.program.id, "points": 12})
        self.assertEqual(card.points, 12.0)
        card.partner_id = self.anna
        self.assert_balance(self.anna, 42.0)

    def test_card_handed_to_another_customer_takes_no_points(self):
        self.give(self.anna, 30)
        card = self.card_of(self.anna)
        card.partner_id = self.berta
        self.assertEqual(card.points, 0.0)
        self.assertEqual(self.get_pool(self.anna).points, 30.0)
        self.assertEqual(self.get_card(self.anna).points, 30.0)

    def test_programme_with_cards_is_not_deleted(self):
        self.give(self.anna, 30)
        self.program.active = False
        with self.assertRaisesRegex(ValidationError, "1 cards.*Archive the program"):
            self.program.unlink()
        self.assert_balance(self.anna, 30.0)

    def test_programme_whose_cards_are_gone_is_deleted(self):
        self.get_card(self.anna).unlink()
        self.program.active = False
        self.program.unlink()
        self.assertFalse(self.program.exists())

    def test_type_of_a_programme_with_movements_stays(self):
        self.give(self.anna, 30)
        for values in ({"program_type": "promotion"}, {"applies_on": "current"}):
            with self.assertRaisesRegex(ValidationError, "booked points"):
                self.program.write(values)
        self.assert_balance(self.anna, 30.0)

    def test_programme_begins_to_keep_a_ledger(self):
        coupons = self.make_program(
            "Coupons", program_type="loyalty", applies_on="current"
        )
        card = self.cards.create(
            {"program_id": coupons.id, "partner_id": self.anna.id, "points": 7}
        )
        self.assertFalse(card.pool_id)
        coupons.applies_on = "both"
        self.env.invalidate_all()
        self.assert_balance(self.anna, 7.0, program=coupons)

    # ----------------------------------------------------------------- searching

    def find(self, operator, value):
        found = self.cards.search(
            [
                ("program_id", "=", self.program.id),
                ("points", operator, value),
            ],
            order="points desc",
        )
        return found.mapped("partner_id.name")

    def make_three(self):
        self.give(self.anna, 30)
        self.give(self.berta, 10)
        self.get_card(self.carla)

    def test_balances_are_searched_and_sorted(self):
        self.make_three()
        self.assertEqual(self.find(">", 0), ["Anna", "Berta"])
        self.assertEqual(self.find(">", "0"), ["Anna", "Berta"])
        self.assertEqual(self.find(">=", 10), ["Anna", "Berta"])
        self.assertEqual(self.find("<", 30), ["Berta", "Carla"])
        self.assertEqual(self.find("<=", 0), ["Carla"])
        self.assertEqual(self.find("=", 10), ["Berta"])
        self.assertEqual(self.find("=", "10"), ["Berta"])
        self.assertEqual(self.find("!=", 0), ["Anna", "Berta"])
        self.assertEqual(self.find("in", [0, 30]), ["Anna", "Carla"])
        self.assertEqual(self.find("not in", [0, 30]), ["Berta"])

    def test_balances_are_grouped_and_summed(self):
        self.make_three()
        domain = [("program_id", "=", self.program.id)]
        groups = self.cards._read_group(domain, ["partner_id"], ["points:sum"])
        self.assertEqual(
            {partner.name: points for partner, points in groups},
            {"Anna": 30.0, "Berta": 10.0, "Carla": 0.0},
        )
        ((points, most),) = self.cards._read_group(
            domain, [], ["points:sum", "points:max"]
        )
        self.assertEqual((points, most), (40.0, 30.0))

    def test_balances_are_filtered_in_memory_alike(self):
        self.make_three()
        cards = self.cards.search([("program_id", "=", self.program.id)])
        rich = cards.filtered_domain([("points", ">", 0)])
        self.assertEqual(set(rich.mapped("partner_id.name")), {"Anna", "Berta"})

    # ------------------------------------------------------------------- other code

    def test_sale_at_a_counter_is_booked_once_with_its_document(self):
        card = self.get_card(self.anna).sudo()
        card.points += 25  # as point of sale does, and then as the seller:
        seller = self.make_user("counter", "sales_team.group_sale_salesman")
        self.env["loyalty.history"].with_user(seller).create(
            {
                "card_id": card.id,
                "order_model": "pos.order",
                "order_id": 4711,
                "description": "Shop/0001",
                "issued": 25,
                "used": 0,
            }
        )
        self.assert_balance(self.anna, 25.0)
        row = self.ledger.search([("pool_id", "=", card.pool_id.id)])
        self.assertEqual(
            (row.kind, row.event, row.order_model, row.order_id),
            ("earn", "external", "pos.order", 4711),
        )
        card.points -= 10
        self.assert_balance(self.anna, 15.0)

    def test_counter_gives_what_the_programme_counts_in(self):
        self.program.points_digits = "0"
        card = self.get_card(self.anna).sudo()
        card.points += 25.87
        self.assert_balance(self.anna, 25.0)
        card.points += 0.9
        self.assertEqual(len(self.get_rows(self.anna)), 1)
        self.program.points_digits = "1"
        card.points -= 5.55
        self.assert_balance(self.anna, 19.5)
        ben = self.make_partner("Ben")
        self.cards.sudo().create(
            {"partner_id": ben.id, "program_id": self.program.id, "points": 7.77}
        )
        self.assert_balance(ben, 7.7)

    def test_other_code_spends_no_more_than_there_is(self):
        card = self.get_card(self.anna).sudo()
        card.points = 5
        with (
            self.assertRaisesRegex(ValidationError, "has 5 points.*6 points can't"),
            self.cr.savepoint(),
        ):
            card.points -= 6
        self.env.invalidate_all()
        self.assert_balance(self.anna, 5.0)
