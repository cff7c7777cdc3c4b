# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .calm_common import CalmCommon

COLUMNS = ("profile_id", "from_tier_id", "to_tier_id", "direction", "window_revenue")
UNTOUCHED = (
    "crm_customer_profile",
    "crm_profile_change",
    "crm_lifetime_model",
    "crm_lifetime_expectation",
    "crm_run",
    "crm_outbox",
    "crm_due",
    "res_partner",
)
MOVES = [
    ("At 1000", "High value", "Medium value", "down", 1000.0),
    ("At 50", "Low value", "Medium value", "up", 50.0),
    ("At 5", "Low value", "Minimal value", "down", 5.0),
]


@tagged("post_install", "-at_install")
@freeze_time("2024-03-01 12:00:00")
class TestSimulation(CalmCommon):
    """A draft is simulated before it is activated: who would move, and where to.

    The policy in force has High from 1000, Medium from 300, Low from 1. The draft
    has High from 1500, Medium from 40, Low from 10.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.former = cls.make_calm(hold_on_complaint=False)
        amounts = (2000, 1000, 500, 50, 15, 5)
        cls.customers = [cls.make_partner(f"At {amount}") for amount in amounts]
        cls.make_invoices("2024-01-10", dict(zip(cls.customers, amounts, strict=True)))
        cls.make_lead(cls.make_partner("Prospect"))
        cls.run_night("2024-02-29")
        cls.draft = cls.former._copy_for(cls.company)
        for code, least in (("high", 1500), ("medium", 40), ("low", 10)):
            cls.criterion_of(getattr(cls, code)).minimum = least
        # none of it counts for customers to whom the policy is new
        cls.draft.write({"grace_days": 60, "one_level_down": True})

    @classmethod
    def criterion_of(cls, tier):
        lines = cls.draft.tier_line_ids
        return lines.filtered(lambda line: line.tier_id == tier).criterion_ids

    def assert_moves(self, expected, policy=None):
        policy = policy or self.draft
        self.env.invalidate_all()
        self.assert_table(policy.move_ids, COLUMNS, expected)

    def assert_forgotten(self):
        self.assert_moves([])
        self.assertEqual((self.draft.state, self.draft.simulated_on), ("draft", False))

    def test_simulation_lists_exactly_who_would_move(self):
        self.draft.action_simulate()

        self.assert_moves(MOVES)
        draft = self.draft
        self.assertEqual(
            (draft.state, draft.simulated_on, draft.simulated_count),
            ("simulated", Date.to_date("2024-03-01"), 7),
        )
        self.assertEqual((draft.up_count, draft.down_count), (1, 2))
        self.assertEqual(
            [move.score for move in draft.move_ids],
            [move.profile_id.score for move in draft.move_ids],
        )

    def test_next_night_moves_exactly_the_listed_customers(self):
        self.activate(self.draft)
        run = self.run_night("2024-03-02")

        found = [
            (
                change.profile_id.display_name,
                change.from_tier_id.name,
                change.to_tier_id.name,
                change.direction,
                change.profile_id.window_revenue,
            )
            for change in run.env["crm.profile.change"].search(
                [("run_id", "=", run.id), ("kind", "=", "tier")]
            )
        ]
        self.assertCountEqual(found, MOVES)
        self.assertEqual(run.moved, 3)

    def test_simulation_writes_no_profile_no_change_and_learns_nothing(self):
        self.draft.horizon_days += 30  # a night would fit the lifetime anew
        before = {table: self.get_row_versions(table) for table in UNTOUCHED}
        calibration = self.former.calibration

        self.draft.action_simulate()

        self.assertEqual(
            {table: self.get_row_versions(table) for table in UNTOUCHED}, before
        )
        self.env.invalidate_all()
        self.assertEqual(self.former.calibration, calibration)
        self.assertFalse(self.draft.calibration)
        self.assertEqual(self.former.state, "active")

    def get_row_versions(self, table):
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                "SELECT id, xmin::text, ctid::text FROM %(table)s ORDER BY id",
                table=SQL.identifier(table),
            )
        )

    def test_second_simulation_takes_the_place_of_the_first(self):
        self.draft.action_simulate()
        self.make_invoice(self.customers[1], "2024-02-20", 500)  # 1500: stays High
        self.make_invoice(self.customers[4], "2024-02-20", 25)  # 40: Medium now

        self.draft.action_simulate()

        self.assert_moves(
            [
                *MOVES[1:],
                ("At 15", "Low value", "Medium value", "up", 40.0),
            ]
        )

    def test_who_is_no_customer_yet_is_looked_at_and_not_listed(self):
        self.make_invoice(self.make_partner("New"), "2024-02-20", 5000)

        self.draft.action_simulate()

        self.assert_moves(MOVES)
        self.assertEqual(self.draft.simulated_count, 8)

    def test_simulation_leaves_other_companies_alone(self):
        other = self.make_company("Other company")
        theirs = self.make_calm(other)
        self.make_invoice(self.customers[0], "2024-01-10", 20, other)
        self.run_night("2024-02-29", other)
        draft = theirs._copy_for(other)
        self.draft.action_simulate()
        draft.tier_line_ids[:1].criterion_ids.minimum = 15
        draft.action_simulate()

        self.assert_moves(MOVES)
        self.assert_moves(
            [("At 2000", "Low value", "High value", "up", 20.0)], policy=draft
        )
        manager = self.make_user("other_manager", "crm_lifecycle.group_manager", other)
        moves = self.env["crm.value.policy.move"].with_user(manager)
        seen = moves.with_context(allowed_company_ids=other.ids).search([])
        self.assertEqual(seen.sudo().policy_id, draft)

    # ------------------------------------------------------------------ editing

    def get_edits(self):
        """Return ``{what: a step that edits the draft}``, as a manager does."""
        draft = self.draft.with_user(self.manager)
        line = draft.tier_line_ids[0]
        added = {"measure": "score", "has_minimum": True, "minimum": 5}
        return {
            "policy": lambda: draft.write({"grace_days": 1}),
            "tier": lambda: line.write({"match": "any"}),
            "criterion": lambda: line.criterion_ids[0].write({"minimum": 1400}),
            "new criterion": lambda: line.criterion_ids.create(
                {**added, "policy_tier_id": line.id}
            ),
            "nested criterion": lambda: draft.write(
                {
                    "tier_line_ids": [
                        Command.update(
                            line.id, {"criterion_ids": [Command.create(added)]}
                        ),
                    ]
                }
            ),
            "less criteria": lambda: line.criterion_ids[-1].unlink(),
            "weight": lambda: draft.weight_ids[0].write({"weight": 1}),
            "less weights": lambda: draft.weight_ids[0].unlink(),
            "cell": lambda: draft.rfm_cell_ids[0].write(
                {"segment_id": draft.rfm_cell_ids[-1].segment_id.id}
            ),
            "scale": lambda: draft.rfm_scale_ids[0].write({"limit_1": 0.5}),
            "stage": lambda: draft.stage_rule_ids[0].write({"sequence": 99}),
            "churn": lambda: draft.churn_weight_ids[0].write({"weight": 0.1}),
            "health": lambda: draft.health_weight_ids[0].write({"weight": 1}),
            "less tiers": lambda: draft.tier_line_ids[-1].unlink(),
        }

    def test_edited_draft_forgets_who_would_move(self):
        for what, edit in self.get_edits().items():
            with self.subTest(what):
                self.draft.action_simulate()
                self.assertEqual(self.draft.state, "simulated")
                self.assertTrue(self.draft.move_ids)
                edit()
                self.assert_forgotten()

    def test_name_and_review_date_are_no_rules(self):
        self.draft.action_simulate()

        self.draft.with_user(self.manager).write(
            {"name": "Next year", "review_date": "2025-01-01"}
        )

        self.assertEqual(self.draft.state, "simulated")
        self.assert_moves(MOVES)

    def test_copy_of_a_simulated_draft_is_a_draft(self):
        self.draft.action_simulate()

        copy = self.draft._copy_for(self.company)

        self.assertEqual(
            (copy.state, copy.simulated_on, copy.simulated_count), ("draft", False, 0)
        )
        self.assert_moves([], policy=copy)
        self.assert_moves(MOVES)

    def test_deleted_draft_takes_its_moves_along(self):
        self.draft.action_simulate()
        moves = self.draft.move_ids

        self.draft.with_user(self.manager).unlink()

        self.assertFalse(moves.exists())

    # --------------------------------------------------------------- activation

    def test_draft_that_nobody_simulated_is_not_activated(self):
        with self.assertRaisesRegex(UserError, "Simulate this draft first"):
            self.draft.action_activate()
        self.assertEqual((self.draft.state, self.former.state), ("draft", "active"))

    def test_draft_edited_after_its_simulation_is_not_activated(self):
        self.draft.action_simulate()
        self.draft.grace_days = 1

        with self.assertRaisesRegex(UserError, "Simulate this draft first"):
            self.draft.action_activate()

    def test_company_without_customers_needs_no_simulation(self):
        other = self.make_company("Other company")
        policy = self.make_policy(other, activate=False)

        policy.action_activate()

        self.assertEqual(policy.state, "active")
        self.assertFalse(
            self.env["crm.lifetime.model"].search([("company_id", "=", other.id)])
        )

    def test_activated_policy_lists_nobody_any_more(self):
        self.activate(self.draft)

        self.assert_moves([])
        self.assertEqual((self.draft.state, self.former.state), ("active", "archived"))

    def test_only_a_draft_is_simulated(self):
        active = self.draft
        self.activate(active)
        preset = self.env.ref("crm_lifecycle.policy_preset_handbook")
        for policy in (active, self.former, preset):
            with (
                self.subTest(policy.state),
                self.assertRaisesRegex(UserError, "Only a draft can be simulated"),
            ):
                policy.action_simulate()

    def test_rules_that_leave_something_open_are_not_simulated(self):
        self.draft.fallback_tier_id = False

        with self.assertRaisesRegex(UserError, "fallback"):
            self.draft.action_simulate()
        self.assertEqual(self.draft.state, "draft")

    def test_manager_simulates_and_activates_and_others_do_not(self):
        for user in (self.user, self.analyst):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.draft.with_user(user).action_simulate()
        self.assert_forgotten()
        draft = self.draft.with_user(self.manager)

        action = draft.action_simulate()

        self.assertEqual(
            (action["res_model"], action["domain"]),
            ("crm.value.policy.move", [("policy_id", "=", draft.id)]),
        )
        self.assert_moves(MOVES)
        with self.assertRaises(AccessError):
            draft.move_ids.unlink()
        draft.action_activate()
        self.assertEqual(self.draft.state, "active")
