# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .sla_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestSlaSetup(PolicyCommon):
    """What comes with service levels: factors, stages, channels and presets."""

    def test_tiers_have_the_factors_of_the_handbook(self):
        tiers = self.high | self.medium | self.low | self.minimal

        self.assertEqual(tiers.mapped("sla_factor"), [0.5, 1.0, 1.0, 1.5])

    @mute_logger("odoo.sql_db")
    def test_factor_that_leaves_no_time_is_refused(self):
        for factor in (0, -1, 101):
            with (
                self.subTest(factor=factor),
                self.assertRaisesRegex(IntegrityError, "sla_factor_range"),
                self.cr.savepoint(),
            ):
                self.high.sla_factor = factor
                self.high.flush_recordset()

    def test_stages_of_the_helpdesk_have_their_meaning(self):
        found = {}
        for name in ("new", "in_progress", "awaiting", "done", "cancelled", "rejected"):
            stage = self.env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}")
            found[name] = (stage.sla_effect, stage.wait_reason)

        self.assertEqual(
            found,
            {
                "new": ("run", False),
                "in_progress": ("run", False),
                "awaiting": ("wait", "customer"),
                "done": ("solved", False),
                "cancelled": ("cancelled", False),
                "rejected": ("cancelled", False),
            },
        )

    def test_meaning_that_was_chosen_is_kept(self):
        awaiting, cancelled, rejected = (
            self.env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}")
            for name in ("awaiting", "cancelled", "rejected")
        )
        awaiting.closed = True
        cancelled.closed = False
        rejected.sla_effect = "solved"
        awaiting._set_standard_effects()

        self.assertEqual(
            (awaiting | cancelled | rejected).mapped("sla_effect"),
            ["solved", "run", "cancelled"],
        )

    def test_meaning_follows_a_stage_that_is_closed(self):
        stage = self.env["helpdesk.ticket.stage"].create({"name": "Parts ordered"})
        self.assertEqual(stage.sla_effect, "run")
        stage.sla_effect = "wait"
        self.assertEqual(stage.wait_reason, "customer")
        stage.wait_reason = "third_party"
        stage.name = "Parts are ordered"
        self.assertEqual((stage.sla_effect, stage.wait_reason), ("wait", "third_party"))

        stage.closed = True
        self.assertEqual((stage.sla_effect, stage.wait_reason), ("solved", False))
        stage.sla_effect = "cancelled"
        stage.closed = False
        self.assertEqual(stage.sla_effect, "run")

    def test_closed_stage_stops_the_clocks(self):
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")

        with self.assertRaisesRegex(ValidationError, "“Done” is a closed stage"):
            done.sla_effect = "run"

    def test_channels_of_the_handbook_are_there(self):
        names = self.env["helpdesk.ticket.channel"].search([]).mapped("name")

        self.assertLessEqual(
            {"Phone", "Chat", "Email", "App", "Social media"}, set(names)
        )

    def test_preset_is_copied_by_one_click(self):
        preset = self.env.ref("crm_lifecycle.sla_preset_handbook")
        last = self.policies._get_last_place()
        present = self.make_sla("Mine", sequence=last + 40)
        preset.with_user(self.consultant).action_use_preset()
        policies = self.policies.search([("company_id", "=", self.company.id)])

        self.assertEqual(
            [
                (policy.name, policy.severity, policy.sequence)
                for policy in policies - present
            ],
            [
                ("Complex issues", "complex", last + 50),
                ("Major issues", "major", last + 60),
                ("All other tickets", False, last + 70),
            ],
        )
        self.assertEqual(
            [
                (target.metric, target.target_minutes, target.is_always)
                for target in (policies - present).target_ids
            ],
            [
                ("first_reply", 1440, True),
                ("solved", 4320, True),
                ("first_reply", 1440, True),
                ("solved", 2880, True),
                ("first_reply", 1440, True),
            ],
        )
        self.assertEqual(
            {target.step_words for target in (policies - present).target_ids},
            {"at 75 %: Activity · at the deadline: Activity"},
        )
        self.assertEqual(len(preset.policy_ids), 3)

    def test_narrow_preset_comes_above_what_takes_every_ticket(self):
        rest = self.make_sla("Rest", sequence=5)
        self.env.ref("crm_lifecycle.sla_preset_complaint").action_use_preset()
        policies = self.policies.search([("company_id", "=", self.company.id)])

        self.assertEqual(policies.mapped("name"), ["Complaints", "Rest"])
        self.assertEqual(policies.mapped("findings"), ["", ""])
        self.assertGreater(self.make_sla("Newest").sequence, rest.sequence)

    def test_presets_are_sound_and_match_nothing(self):
        presets = self.env["crm.sla.preset"].search([])
        self.assertEqual(len(presets), 3)
        for preset in presets:
            policies = self.policies.search([("company_id", "=", self.company.id)])
            policies.unlink()
            self.assert_matches(self.make_ticket(self.ada), self.policies)
            preset.action_use_preset()
            policies = self.policies.search([("company_id", "=", self.company.id)])
            self.assertEqual(policies.mapped("findings"), [""] * len(policies))
            self.assertEqual(len(policies), preset.policy_count)

    def test_policy_of_a_preset_belongs_to_no_company(self):
        policy = self.env.ref("crm_lifecycle.sla_policy_complaint")

        with self.assertRaisesRegex(ValidationError, "belongs to no company"):
            policy.company_id = self.company
