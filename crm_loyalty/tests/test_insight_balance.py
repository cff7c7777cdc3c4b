# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from .insight_common import InsightCommon


@tagged("post_install", "-at_install")
class TestInsightBalance(InsightCommon):
    """What cards, balances, contacts and customers show of the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.make_partner("Firm", is_company=True)
        cls.clerk = cls.make_partner("Clerk", parent_id=cls.firm.id)
        cls.reader = cls.make_user("points_reader", "crm_loyalty.group_user")

    def make_story(self):
        """Firm: 100 in January, 40 spent in March, 30 booked late for February."""
        self.post(
            self.firm,
            "earn",
            "2024-01-10",
            issued=100,
            tier=self.silver,
            multiplier=1.5,
            expires_on=Date.to_date("2030-01-31"),
        )
        self.post(self.firm, "spend", "2024-03-01", used=40)
        self.post(self.firm, "earn", "2024-02-01", issued=30, expires_on=False)
        self.post(self.firm, "pending", "2024-04-01", pending=7)

    def pool_of(self, partner, program=None):
        return self.env["crm.loyalty.pool"].search(
            [
                ("program_id", "=", (program or self.program).id),
                ("commercial_partner_id", "=", partner.commercial_partner_id.id),
            ]
        )

    # -------------------------------------------------------------------- card

    def test_timeline_runs_by_day_of_booking(self):
        self.make_story()
        card = self.card_of(self.firm).with_user(self.reader)

        self.assertEqual(
            [
                (
                    str(row.booked_on),
                    row.kind,
                    row.tier_note,
                    row.change,
                    row.pending,
                    row.running_balance,
                )
                for row in card.movement_ids.sorted(lambda row: (row.booked_on, row.id))
            ],
            [
                ("2024-01-10", "earn", "Silver × 1.5", 100.0, 0.0, 100.0),
                ("2024-02-01", "earn", "", 30.0, 0.0, 130.0),
                ("2024-03-01", "spend", "", -40.0, 0.0, 90.0),
                ("2024-04-01", "pending", "", 0.0, 7.0, 90.0),
            ],
        )

    def test_running_balance_costs_the_same_for_one_and_for_many(self):
        for number in range(20):
            self.post(self.firm, "earn", "2024-01-10", issued=number + 1)
        rows = self.pool_of(self.firm).history_ids
        rows = rows.browse(rows.ids)

        def read(batch):
            return batch.mapped("running_balance")

        self.assertEqual(sorted(read(rows))[-1], 210.0)
        one, many = self.count_queries(read, rows[:1], rows)
        self.assertEqual(one, many)

    def test_card_shows_open_lots_pending_and_next_expiry(self):
        self.make_story()
        card = self.card_of(self.firm).with_user(self.reader)

        self.assertEqual(
            [
                (str(lot.earned_on), lot.remaining, str(lot.expires_on))
                for lot in card.open_lot_ids
            ],
            [("2024-01-10", 60.0, "2030-01-31"), ("2024-02-01", 30.0, "False")],
        )
        self.assertEqual(
            (card.points, card.pending_display, card.points_expiring, card.debt_note),
            (90.0, "7 points", 60.0, False),
        )
        self.assertEqual(str(card.expiring_on), "2030-01-31")

    def test_all_cards_of_a_shared_balance_are_shown(self):
        self.make_story()
        own = self.env["loyalty.card"].create(
            {"program_id": self.program.id, "partner_id": self.clerk.id}
        )
        card = self.card_of(self.firm)

        self.assertEqual(card.pool_card_ids, card | own)
        self.assertEqual(own.movement_ids, card.movement_ids)

    def test_debt_is_told_in_words(self):
        given = self.post(self.firm, "earn", "2024-01-10", issued=100)
        self.post(self.firm, "spend", "2024-02-10", used=70)
        self.post(self.firm, "reverse", "2024-03-10", used=100, reverses=given)

        self.assertEqual(
            self.card_of(self.firm).debt_note,
            "70 points are owed: they were spent before the purchase behind them was "
            "given back. The next points pay them first.",
        )
        self.assertEqual(self.pool_of(self.firm).points_display, "-70 points")

    def test_movement_opens_its_document(self):
        order = self.make_quotation(self.anna)
        order.action_confirm()
        row = self.pool_of(self.anna).history_ids
        manual = self.post(self.anna, "earn", "2024-01-10", issued=1)

        action = row.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sale.order", order.id)
        )
        with self.assertRaisesRegex(UserError, "no document"):
            manual.action_open_document()

    def test_managers_adjust_from_the_balance(self):
        self.make_story()
        action = self.pool_of(self.firm).action_adjust()

        self.assertEqual(action["res_model"], "loyalty.card.update.balance")
        self.assertEqual(
            action["context"], {"default_card_id": self.card_of(self.firm).id}
        )

    # ---------------------------------------------------------------- balances

    def make_balances(self):
        """Firm +90 (Gold, 7 pending), Anna -70 (Silver), Ben 20 (no tier)."""
        self.make_story()
        given = self.post(self.anna, "earn", "2024-01-10", issued=100)
        self.post(self.anna, "spend", "2024-02-10", used=70)
        self.post(self.anna, "reverse", "2024-03-10", used=100, reverses=given)
        self.ben = self.make_partner("Ben")
        self.post(self.ben, "earn", "2024-01-10", issued=20)
        self.set_tier(self.firm, self.gold)
        self.set_tier(self.anna, self.silver)
        self.env.flush_all()

    def test_balances_are_summed_by_tier_and_program(self):
        self.make_balances()
        pools = self.env["crm.loyalty.pool"].with_user(self.reader)
        own = [("program_id", "=", self.program.id)]

        self.assertCountEqual(
            pools._read_group(
                own, ["tier_id"], ["points:sum", "points_pending:sum", "__count"]
            ),
            [
                (self.gold, 90.0, 7.0, 1),
                (self.silver, -70.0, 0.0, 1),
                (self.env["crm.value.tier"], 20.0, 0.0, 1),
            ],
        )
        self.assertEqual(
            pools._read_group(own, ["program_id"], ["points:sum"]),
            [(self.program, 40.0)],
        )

    def test_balances_are_filtered_and_sorted(self):
        self.make_balances()
        pools = self.env["crm.loyalty.pool"].with_user(self.reader)
        own = [("program_id", "=", self.program.id)]

        found = {
            name: pools.search(
                [*own, condition], order="points desc"
            ).commercial_partner_id.mapped("name")
            for name, condition in {
                "points": ("points", ">", 0),
                "debt": ("points", "<", 0),
                "pending": ("points_pending", ">", 0),
                "exact": ("points", "=", 20),
                "gold": ("tier_id", "=", self.gold.id),
            }.items()
        }
        self.assertEqual(
            found,
            {
                "points": ["Firm", "Ben"],
                "debt": ["Anna"],
                "pending": ["Firm"],
                "exact": ["Ben"],
                "gold": ["Firm"],
            },
        )
        cards = self.env["loyalty.card"].search(
            [*own, ("pool_id.points_pending", ">", 0)]
        )
        self.assertEqual(cards.partner_id, self.firm)

    def test_movements_are_grouped_by_customer_and_program(self):
        self.make_balances()

        self.assertCountEqual(
            self.env["loyalty.history"]
            .with_user(self.reader)
            ._read_group(
                [("program_id", "=", self.program.id), ("kind", "!=", False)],
                ["program_id", "partner_id"],
                ["issued:sum", "used:sum", "__count"],
            ),
            [
                (self.program, self.firm, 130.0, 40.0, 4),
                (self.program, self.anna, 100.0, 170.0, 3),
                (self.program, self.ben, 20.0, 0.0, 1),
            ],
        )

    def test_balances_of_other_companies_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        there = self.make_program("There", company=other)
        self.post(self.anna, "earn", "2024-01-10", program=there, issued=5)
        pool = self.pool_of(self.anna, there)

        self.assertFalse(
            self.env["crm.loyalty.pool"]
            .with_user(self.reader)
            .search([("program_id", "=", there.id)])
        )
        with self.assertRaises(AccessError):
            pool.with_user(self.reader).read(["points"])

    # --------------------------------------------------------------- customers

    def test_customer_shows_points_per_program(self):
        second = self.make_program("Second")
        self.make_story()
        self.post(self.clerk, "earn", "2024-05-01", program=second, issued=5)
        profile = self.set_tier(self.firm, self.gold)

        for page in (self.firm, self.clerk, profile):
            page = page.with_user(self.reader if page != profile else self.user)
            self.assertEqual(
                {
                    pool.program_id.name: (pool.points, pool.points_pending)
                    for pool in page.loyalty_pool_ids
                },
                {"Points club": (90.0, 7.0), "Second": (5.0, 0.0)},
            )
            self.assertEqual(
                page.loyalty_movement_ids.mapped("change"), [5, 0, -40, 30, 100]
            )

    def test_contact_opens_the_card_of_the_company(self):
        """The button's condition is core's: no field that only some may read."""
        self.make_story()
        seller = self.make_user("button_seller", "sales_team.group_sale_salesman")
        clerk = self.clerk.with_user(seller)

        self.assertEqual(clerk.loyalty_card_count, 1)
        self.assertEqual(self.anna.loyalty_card_count, 0)
        action = clerk.action_view_loyalty_cards()
        self.assertEqual(
            self.env["loyalty.card"].with_user(seller).search(action["domain"]),
            self.card_of(self.firm).with_user(seller),
        )

    def test_last_movements_are_ten_and_cost_the_same_for_twenty_customers(self):
        partners = self.env["res.partner"].union(
            *(self.make_partner(f"Customer {n}") for n in range(20))
        )
        for partner in partners:
            self.post(partner, "earn", "2024-01-10", issued=1)
        for _number in range(11):
            self.post(partners[0], "earn", "2024-01-11", issued=2)

        def read(batch):
            batch.mapped("loyalty_movement_ids.change")

        self.assertEqual(partners[0].loyalty_movement_ids.mapped("change"), [2.0] * 10)
        one, many = self.count_queries(read, partners[:1], partners)
        self.assertEqual(one, many)

    def test_page_is_hidden_from_who_may_not_read_points(self):
        seller = self.make_user("points_seller", "sales_team.group_sale_salesman")
        clerk = self.make_user("points_clerk", "base.group_user")
        found = {
            user.login: "loyalty_movement_ids"
            in self.env["res.partner"]
            .with_user(user)
            .get_view(view_type="form")["arch"]
            for user in (self.reader, seller, clerk)
        }

        self.assertEqual(
            found,
            {"points_reader": True, "points_seller": False, "points_clerk": False},
        )

    def test_seller_without_loyalty_rights_opens_a_card(self):
        self.make_story()
        seller = self.make_user("card_seller", "sales_team.group_sale_salesman")
        card = self.card_of(self.firm).with_user(seller)
        names = self.env["loyalty.card"].with_user(seller).get_view(view_type="form")
        spec = {
            name: {"fields": {"change": {}, "tier_note": {}, "running_balance": {}}}
            if name == "movement_ids"
            else {}
            for name in names["models"]["loyalty.card"]
            if name
            in ("movement_ids", "points_display", "pending_display", "debt_note")
        }

        (read,) = card.web_read(spec)
        self.assertEqual(read["points_display"], "90 points")
        self.assertEqual(len(read["movement_ids"]), 4)
