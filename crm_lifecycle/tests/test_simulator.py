# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .simulator_common import SimulatorCommon

TABLES = (
    "crm_customer_profile",
    "crm_profile_change",
    "crm_value_policy",
    "crm_value_policy_move",
    "crm_value_policy_tier",
    "crm_value_criterion",
)


@tagged("post_install", "-at_install")
@freeze_time("2024-03-01 12:00:00")
class TestSimulator(SimulatorCommon):
    """A draft is tried out on last night's customers: sums, movers and reasons."""

    def test_draft_like_the_policy_in_force_moves_nobody(self):
        answer = self.read_screen(self.draft)["answer"]

        self.assertEqual(
            self.count(answer["present"]),
            {"high": 3, "medium": 1, "low": 2, "minimal": 1},
        )
        self.assertEqual(answer["proposed"], answer["present"])
        self.assertEqual((answer["up"], answer["down"], answer["movers"]), (0, 0, []))
        self.assertEqual((answer["customers"], answer["without_purchase"]), (7, 1))
        self.assertEqual(answer["notices"], [])

    def test_bars_hold_every_buyer_once_in_the_proposed_tier(self):
        answer = self.try_out({self.high: 1500})

        bars = answer["bars"]
        self.assertEqual(len(bars), len(answer["edges"]))
        self.assertEqual(sum(bar["customers"] for bar in bars), 6)
        self.assertEqual(sum(bar["revenue"] for bar in bars), 3575.0)
        self.assertEqual(
            [bar["tiers"] for bar in bars if bar["customers"]],
            [
                {self.low.id: 1},
                {self.high.id: 1},  # held up by hand
                {self.low.id: 1},
                {self.medium.id: 1},
                {self.medium.id: 1},
                {self.high.id: 1},
            ],
        )

    def test_moved_threshold_tells_who_moves_and_why(self):
        answer = self.try_out({self.high: 1500, self.medium: 40})

        self.assertEqual(
            self.moves_of(answer),
            [
                ("At 1000", "High value", "Medium value"),
                ("At 50", "Low value", "Medium value"),
            ],
        )
        self.assertEqual((answer["up"], answer["down"]), (1, 1))
        fall, rise = (row["reasons"] for row in answer["movers"])
        columns = ("label", "unit", "value", "operator", "threshold", "met")
        self.assertEqual(
            [tuple(reason[name] for name in columns) for reason in (*fall, *rise)],
            [
                ("Revenue in the window", "money", 1000.0, ">=", 1500.0, False),
                ("Revenue in the window", "money", 50.0, ">=", 40.0, True),
            ],
        )
        self.assertEqual(
            self.count(answer["proposed"]),
            {"high": 2, "medium": 3, "low": 1, "minimal": 1},
        )
        self.assertEqual(answer["proposed"][self.medium.id]["revenue"], 1550.0)
        self.assertEqual(answer["present"][self.medium.id]["revenue"], 500.0)
        self.assertEqual(
            answer["places"],
            {
                self.keys[self.high.id]: 1500.0,
                self.keys[self.medium.id]: 40.0,
                self.keys[self.low.id]: 1.0,
            },
        )

    def test_only_the_criterion_that_fails_is_a_reason_to_fall(self):
        draft = self.make_draft(
            {
                self.high: [
                    {"measure": "window_revenue", "has_minimum": True, "minimum": 9},
                    {"measure": "purchase_days", "has_minimum": True, "minimum": 2},
                ]
            }
        )

        movers = self.read_screen(draft)["answer"]["movers"]

        best = next(row for row in movers if row["name"] == "At 2000")
        self.assertEqual(
            [(row["label"], row["value"]) for row in best["reasons"]],
            [("Days with a purchase", 1)],
        )

    def test_override_keeps_its_customer_whatever_is_moved(self):
        answer = self.try_out({self.high: 9000, self.medium: 8000, self.low: 7000})

        self.assertEqual(self.count(answer["proposed"]), {"high": 1, "minimal": 6})
        self.assertNotIn("Bob", [row["name"] for row in answer["movers"]])

    def test_trying_out_writes_nothing(self):
        before = {table: self.get_row_versions(table) for table in TABLES}

        self.try_out({self.high: 1500})

        criteria = self.draft.tier_line_ids.criterion_ids
        self.assertEqual(criteria.mapped("minimum"), [1000.0, 300.0, 1.0])
        self.read_screen(self.draft)
        self.assertEqual(
            {table: self.get_row_versions(table) for table in TABLES}, before
        )

    def get_row_versions(self, table):
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                "SELECT id, xmin::text, ctid::text FROM %(table)s ORDER BY id",
                table=SQL.identifier(table),
            )
        )

    def test_movers_come_by_the_page_and_by_direction(self):
        values = {self.keys[self.high.id]: 1500, self.keys[self.medium.id]: 40}
        draft = self.draft.with_user(self.manager)

        down = draft.read_movers(values, "down", 0)
        rest = draft.read_movers(values, None, 1)

        self.assertEqual(
            (down["total"], [row["name"] for row in down["movers"]]), (1, ["At 1000"])
        )
        self.assertEqual(
            (rest["total"], [row["name"] for row in rest["movers"]]), (2, ["At 50"])
        )

    def test_other_weights_are_counted_anew_from_stored_figures(self):
        self.draft.rank_by = "score"
        self.draft.weight_ids.filtered(lambda row: row.metric != "revenue").unlink()
        self.set_criteria(
            self.draft,
            {self.high: [{"measure": "score", "has_minimum": True, "minimum": 100}]},
        )

        answer = self.read_screen(self.draft)["answer"]

        # by revenue alone the best fifth of six buyers are two: 100 points each
        self.assertEqual(answer["proposed"][self.high.id]["revenue"], 2000 + 20)
        self.draft.action_simulate()
        self.env.invalidate_all()
        self.assertCountEqual(
            [(row["name"], row["to_tier"]) for row in answer["movers"]],
            [
                (move.profile_id.display_name, move.to_tier_id.id)
                for move in self.draft.move_ids
            ],
        )

    def test_workload_is_what_customers_bring_and_what_tiers_promise(self):
        self.env["crm.value.tier"].search([]).manager_ids = False
        self.high.manager_ids = self.manager | self.analyst
        self.make_ticket(self.customers[1])
        self.make_ticket(self.customers[1])
        done = self.make_ticket(self.customers[0])
        done.stage_id = self.env["helpdesk.ticket.stage"].search(
            [("closed", "=", True)], limit=1
        )

        answer = self.try_out({self.high: 1500})

        present, proposed = answer["present"], answer["proposed"]
        self.assertEqual(
            [side[self.high.id]["open_tickets"] for side in (present, proposed)], [2, 0]
        )
        self.assertEqual(proposed[self.medium.id]["open_tickets"], 2)
        self.assertEqual(
            [side[self.high.id]["managed_customers"] for side in (present, proposed)],
            [1.5, 1.0],
        )
        self.assertIsNone(proposed[self.medium.id]["managed_customers"])

    def test_contacts_per_week_follow_the_rhythm_of_the_tier(self):
        self.assertEqual(
            [tier.contact_days for tier in (self.high, self.medium, self.low)],
            [7, 14, 30],
        )
        answer = self.try_out({self.high: 1500})

        for side in ("present", "proposed"):
            rows = answer[side]
            high, medium = rows[self.high.id], rows[self.medium.id]
            self.assertEqual(high["weekly_contacts"], high["customers"])
            self.assertEqual(medium["weekly_contacts"], medium["customers"] / 2)
        self.assertNotEqual(
            answer["present"][self.high.id]["weekly_contacts"],
            answer["proposed"][self.high.id]["weekly_contacts"],
        )
