# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .sla_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestSlaTakeover(PolicyCommon):
    """Rules of helpdesk_mgmt_sla become policies; what is lost is told.

    The rules are given as that addon's table reads, so that it need not be there.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stages = {
            name: cls.env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}")
            for name in ("in_progress", "awaiting", "done", "cancelled")
        }
        cls.team.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Six hours", "hours_per_day": 6.0}
        )

    def make_rule(self, name, stage="done", **vals):
        """Return a rule as the other addon's table reads: solved within two days."""
        return {
            "name": name,
            "company_id": self.company.id,
            "team_ids": self.team.ids,
            "category_ids": [],
            "tag_ids": [],
            "stage_id": stage and self.stages[stage].id,
            "ignore_stage_ids": [],
            "days": 2,
            "hours": 1,
            "domain": "[]",
            **vals,
        }

    def take_over(self, *rules):
        """Return the wizard's lines for ``rules``."""
        takeover = type(self.env["crm.sla.takeover"])
        with (
            patch.object(takeover, "_is_possible", lambda model: True),
            patch.object(takeover, "_read_rules", lambda model: list(rules)),
            patch.object(takeover, "_get_teams", lambda model: self.team),
        ):
            return self.env["crm.sla.import"].create({})

    def get_targets(self, policy):
        return sorted(
            (target.metric, target.target_minutes, target.stops_waiting)
            for target in policy.target_ids
        )

    def create_policies(self, wizard):
        return self.policies.with_context(active_test=False).search(
            wizard.action_import()["domain"]
        )

    def test_rules_with_the_same_conditions_become_one_policy(self):
        awaiting = self.stages["awaiting"]
        wizard = self.take_over(
            self.make_rule("Solve", ignore_stage_ids=awaiting.ids),
            self.make_rule("Begin", "in_progress", days=0, hours=4),
        )
        policy = self.create_policies(wizard)

        self.assertEqual(
            (policy.name, policy.active, policy.company_id, policy.team_ids),
            ("Solve + Begin", False, self.company, self.team),
        )
        self.assertEqual(
            self.get_targets(policy),
            [("solved", 13 * 60, True), ("taken", 4 * 60, False)],
        )
        self.assertEqual(
            wizard.line_ids.notes,
            "“Begin” was met in the stage “In Progress”; here a ticket is taken in "
            "hand when it gets a handler.",
        )
        self.assertEqual(wizard.line_ids.sentence, policy.sentence)

    def test_narrow_rules_come_first(self):
        tag = self.env["helpdesk.ticket.tag"].create({"name": "Urgent"})
        wizard = self.take_over(
            self.make_rule("Wide"), self.make_rule("Narrow", tag_ids=tag.ids)
        )

        self.assertEqual(
            self.create_policies(wizard).mapped("name"), ["Narrow", "Wide"]
        )

    def test_narrow_policy_promises_what_wider_rules_do(self):
        tag, other = self.env["helpdesk.ticket.tag"].create(
            [{"name": "Urgent"}, {"name": "Spare parts"}]
        )
        wizard = self.take_over(
            self.make_rule("Begin", "in_progress", days=0, hours=4),
            self.make_rule("Solve", tag_ids=tag.ids),
            self.make_rule("Parts", tag_ids=other.ids, team_ids=[], days=9),
        )

        self.assertEqual(
            {
                policy.name: self.get_targets(policy)
                for policy in self.create_policies(wizard)
            },
            {
                "Begin": [("taken", 240, False)],
                "Solve": [("solved", 780, False), ("taken", 240, False)],
                "Parts": [("solved", 3300, False)],
            },
        )

    def test_what_cannot_be_carried_over_is_told(self):
        category = self.env["helpdesk.ticket.category"].create({"name": "Claims"})
        category.create({"name": "Damage", "parent_id": category.id})
        for rule, words in (
            (
                self.make_rule("Code", domain="[('user_id', '=', uid)]"),
                "The filter [('user_id', '=', uid)] runs code or cannot be read. It is",
            ),
            (
                self.make_rule(
                    "Pause", ignore_stage_ids=self.stages["in_progress"].ids
                ),
                "“Pause” stood still in In Progress. Here the stage itself says so",
            ),
            (
                self.make_rule("Claims", category_ids=category.ids),
                "Sub-categories are included here; the rule left them out: Claims / D",
            ),
        ):
            with self.subTest(words=words):
                line = self.take_over(rule).line_ids
                self.assertIn(words, line.notes)
                self.assertTrue(line.is_chosen)

    def test_shorter_time_stays(self):
        wizard = self.take_over(
            self.make_rule("Long"), self.make_rule("Short", days=1, hours=0)
        )

        self.assertIn("the shorter one stays", wizard.line_ids.notes)
        self.assertEqual(
            self.get_targets(self.create_policies(wizard)), [("solved", 360, False)]
        )

    def test_rules_without_sense_are_left_out(self):
        wizard = self.take_over(
            self.make_rule("No stage", None, tag_ids=[]),
            self.make_rule("No time", days=0, hours=0),
            self.make_rule("Cancelled", "cancelled"),
        )

        self.assertEqual(
            wizard.line_ids.notes.splitlines(),
            [
                "“No stage” has no stage that solves anything: it counted as met at "
                "once and is left out.",
                "“No time” has no time and is left out.",
                "“Cancelled” has no stage that solves anything: it counted as met at "
                "once and is left out.",
            ],
        )
        self.assertEqual(wizard.line_ids.sentence, "Cannot be carried over.")
        with self.assertRaisesRegex(UserError, "Choose at least one policy"):
            wizard.action_import()

    def test_nothing_is_offered_without_the_other_addon(self):
        takeover = type(self.env["crm.sla.takeover"])
        for is_possible in (False, True):
            self.env.registry.clear_cache("templates")
            with patch.object(takeover, "_is_possible", lambda _: is_possible):  # noqa: B023
                arch, _view = self.policies._get_view(view_type="list")
                button = arch.xpath("//button[@name='action_take_over']")
                self.assertEqual(bool(button), is_possible)
