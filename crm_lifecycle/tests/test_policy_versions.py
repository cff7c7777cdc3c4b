# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestPolicyVersions(LifecycleCommon):
    """Drafts are edited, one policy is active, the others are history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policies = cls.env["crm.value.policy"]
        cls.preset = cls.env.ref("crm_lifecycle.policy_preset_handbook")

    def get_policies(self):
        return self.policies.search(
            [("company_id", "=", self.company.id)], order="version"
        )

    def assert_policies(self, *expected):
        self.assert_table(self.get_policies(), ("version", "state"), expected)

    def edits_of(self, policy):
        """Return ``{name: attempt}``, every way to change the rules of a policy."""
        line = policy.tier_line_ids[0]
        criterion = line.criterion_ids[0]
        weight = policy.weight_ids[0]
        return {
            "window": lambda: policy.write({"window_months": 3}),
            "margin": lambda: policy.write({"margin_rate": 3}),
            "source": lambda: policy.write({"revenue_source": "order"}),
            "rank": lambda: policy.write({"rank_by": "clv"}),
            "fallback": lambda: policy.write({"fallback_tier_id": self.low.id}),
            "company": lambda: policy.write({"company_id": self.other.id}),
            "match": lambda: line.write({"match": "any"}),
            "tier": lambda: line.write({"tier_id": self.minimal.id}),
            "tier removed": lambda: line.unlink(),
            "tier added": lambda: line.create(
                {"policy_id": policy.id, "tier_id": self.minimal.id}
            ),
            "tier removed through the policy": lambda: policy.write(
                {"tier_line_ids": [Command.delete(line.id)]}
            ),
            "criterion": lambda: criterion.write({"maximum": 99}),
            "criterion switched off": lambda: criterion.write({"active": False}),
            "criterion removed": lambda: criterion.unlink(),
            "criterion added": lambda: criterion.create(
                {"policy_tier_id": line.id, "measure": "revenue"}
            ),
            "weight": lambda: weight.write({"weight": 99}),
            "weight removed": lambda: weight.unlink(),
            "weight moved to a draft": lambda: weight.write(
                {"policy_id": self.draft.id}
            ),
        }

    def assert_fixed(self, policy):
        """Assert that nothing of the policy can be changed."""
        self.other = self.env["res.company"].create({"name": "Other company"})
        self.draft = self.make_policy(activate=False)
        self.draft.weight_ids.unlink()
        for name, edit in self.edits_of(policy).items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "in use or was"):
                edit()

    def test_draft_can_be_edited_in_every_way(self):
        self.other = self.env["res.company"].create({"name": "Other company"})
        for name in self.edits_of(self.make_policy(activate=False)):
            self.draft = self.make_policy(activate=False)
            self.draft.weight_ids.unlink()
            policy = self.make_policy(activate=False)
            before = policy.copy_data()
            with self.subTest(name):
                self.edits_of(policy)[name]()
                self.assertNotEqual(policy.copy_data(), before)
                self.assertEqual(policy.state, "draft")

    def test_active_policy_cannot_be_edited(self):
        self.assert_fixed(self.make_policy())

    def test_archived_policy_cannot_be_edited(self):
        policy = self.make_policy()
        self.make_policy()
        self.assertEqual(policy.state, "archived")

        self.assert_fixed(policy)

    def test_active_policy_can_be_renamed_and_talked_about(self):
        policy = self.make_policy()

        policy.name = "Rules of 2024"
        policy.message_post(body="Agreed by the board")

        self.assertEqual(policy.display_name, "Rules of 2024, version 1")

    def test_activating_archives_the_former_one(self):
        first, second = self.make_policy(), self.make_policy(activate=False)
        self.assert_policies((1, "active"), (2, "draft"))

        second.action_activate()

        self.assert_policies((1, "archived"), (2, "active"))
        self.assertEqual(self.policies._get_active(self.company), second)
        self.assertNotEqual(first, second)

    def test_activating_leaves_other_companies_alone(self):
        other = self.env["res.company"].create({"name": "Other company"})
        theirs = self.make_policy(other)

        self.make_policy()

        self.assertEqual(theirs.state, "active")

    def test_only_a_draft_can_be_activated(self):
        active = self.make_policy()
        archived = active
        active = self.make_policy()
        for policy in (active, archived, self.preset):
            with (
                self.subTest(policy.state),
                self.assertRaisesRegex(UserError, "Only a draft can be activated"),
            ):
                policy.action_activate()

    def test_two_active_policies_of_a_company_are_refused_by_the_database(self):
        self.make_policy()
        second = self.make_policy(activate=False)

        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE crm_value_policy SET state = 'active' WHERE id = %s",
                [second.id],
            )

    def test_state_is_changed_by_its_buttons_alone(self):
        archived, active = self.make_policy(), self.make_policy()
        draft = self.make_policy(activate=False)
        for policy, state in (
            (active, "draft"),
            (archived, "draft"),
            (archived, "active"),
            (draft, "archived"),
            (self.preset, "draft"),
        ):
            with (
                self.subTest(f"{policy.state} to {state}"),
                self.assertRaises(UserError),
            ):
                policy.with_user(self.manager).write({"state": state})

    def test_policy_is_not_born_active(self):
        policies = self.policies.with_user(self.manager)

        with self.assertRaises(UserError):
            policies.create(
                {
                    "name": "Mine",
                    "company_id": self.company.id,
                    "fallback_tier_id": self.low.id,
                    "state": "active",
                }
            )

    def test_policy_that_sorted_customers_is_never_deleted(self):
        archived, active = self.make_policy(), self.make_policy()
        for policy in (archived, active):
            with (
                self.subTest(policy.state),
                self.assertRaisesRegex(UserError, "stays as their history"),
            ):
                policy.unlink()

    def test_draft_can_be_deleted(self):
        self.make_policy(activate=False).unlink()

        self.assert_policies()

    def test_new_version_copies_the_rules_into_a_draft(self):
        policy = self.make_policy(margin_rate=12, window_months=7)

        action = policy.with_user(self.manager).action_new_version()

        draft = self.policies.browse(action["res_id"])
        self.assert_policies((1, "active"), (2, "draft"))
        self.env.invalidate_all()  # rows are in their order once they are read
        self.assertEqual(
            (draft.margin_rate, draft.window_months, draft.calibration),
            (12, 7, False),
        )
        self.assertEqual(self.describe(draft), self.describe(policy))

    def describe(self, policy):
        """Return the rules of a policy as plain values."""
        return [
            (line.tier_id.code, line.match, line.criterion_ids.mapped("sentence"))
            for line in policy.tier_line_ids
        ] + [(row.metric, row.weight) for row in policy.weight_ids]

    def test_preset_is_copied_and_stays(self):
        before = self.describe(self.preset)

        action = self.preset.with_company(self.company).action_use_preset()
        draft = self.policies.browse(action["res_id"])
        draft.tier_line_ids.unlink()

        self.assertEqual(draft.company_id, self.company)
        self.assertEqual(self.describe(self.preset), before)

    def test_preset_holds_the_handbooks_numbers(self):
        self.assertEqual(
            self.describe(self.preset),
            [
                (
                    "high",
                    "all",
                    [
                        "the best customers left, up to 20 % of the customers",
                        "expected: at least 50 % of the sales",
                        "expected: at least 10 % of the lifetime value",
                    ],
                ),
                (
                    "medium",
                    "all",
                    [
                        "the best customers left, up to 30 % of the customers "
                        "(expected at least 20 %)",
                        "expected: at least 30 % of the sales",
                        "expected: at least 5 % of the lifetime value",
                    ],
                ),
                (
                    "low",
                    "all",
                    [
                        "the best customers left, up to 40 % of the customers "
                        "(expected at least 30 %)",
                        "expected: at least 10 % of the sales",
                        "expected: at least 1 % of the lifetime value",
                    ],
                ),
                ("revenue", 40),
                ("profit", 30),
                ("loyalty", 20),
                ("tenure", 10),
            ],
        )

    def test_loading_the_preset_twice_keeps_the_active_policy(self):
        first = self.policies._load_preset(self.company, all_time=True)

        self.assertEqual(self.policies._load_preset(self.company), first)
        self.assertEqual((first.state, first.window_months), ("active", 0))
        self.assert_policies((1, "active"))

    def test_policy_without_a_company_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "needs a company"):
            self.make_policy(activate=False).company_id = False

    def test_analyst_can_neither_edit_nor_activate(self):
        draft = self.make_policy(activate=False).with_user(self.analyst)
        for name, attempt in {
            "edit": lambda: draft.write({"margin_rate": 1}),
            "activate": lambda: draft.action_activate(),
            "copy": lambda: draft.action_new_version(),
            "night": lambda: draft.action_run_night(),
            "delete": lambda: draft.unlink(),
        }.items():
            with (
                self.subTest(name),
                self.assertRaises(AccessError),
                self.env.cr.savepoint(),
            ):
                attempt()

    def test_manager_writes_activates_and_runs_the_night(self):
        partner = self.make_partner("Ada")
        self.make_invoice(partner, "2024-01-05", 100)
        draft = self.make_policy(activate=False).with_user(self.manager)

        draft.margin_rate = 50
        draft.action_activate()
        draft.action_run_night()

        self.assertEqual(self.profile_of(partner).margin, 50.0)

    def test_customers_keep_their_policy_until_the_next_night(self):
        partner = self.make_partner("Ada")
        self.make_invoice(partner, "2024-01-05", 100)
        first = self.make_policy()
        self.run_night("2024-03-01")

        second = self.make_policy(margin_rate=50)
        self.assertEqual(self.profile_of(partner).policy_id, first)

        self.run_night("2024-03-02")
        profile = self.profile_of(partner)
        self.assertEqual((profile.policy_id, profile.margin), (second, 50.0))
