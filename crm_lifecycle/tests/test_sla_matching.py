# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .sla_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestSlaMatching(PolicyCommon):
    """The first policy whose conditions a ticket fits is the policy of the ticket."""

    def test_first_policy_that_fits_counts(self):
        second = self.make_sla("Second", sequence=20)
        first = self.make_sla("First", sequence=10, tier_ids=self.high.ids)

        self.assert_matches(self.make_ticket(self.ada), first)
        self.assert_matches(self.make_ticket(self.bob), second)

    def test_each_condition_parts_two_tickets(self):
        helpdesk = self.env["helpdesk.ticket"]
        category, other = self.env["helpdesk.ticket.category"].create(
            [{"name": "Claims", "is_complaint": True}, {"name": "Questions"}]
        )
        below = category.create({"name": "Damage", "parent_id": category.id})
        team = self.make_team("Second line", parent_id=self.team.id)
        tag, chat = (
            self.env[f"helpdesk.ticket.{model}"].create({"name": "Urgent"})
            for model in ("tag", "channel")
        )
        stage = self.profile_of(self.ada).stage_id
        cases = (
            ({"team_ids": self.team.ids}, {"team_id": team.id}, {}),
            ({"tier_ids": self.high.ids}, {}, {"partner_id": self.bob.id}),
            ({"stage_ids": stage.ids}, {}, {"partner_id": self.zoe.id}),
            (
                {"category_ids": category.ids},
                {"category_id": below.id},
                {"category_id": other.id},
            ),
            ({"tag_ids": tag.ids}, {"tag_ids": tag.ids}, {}),
            ({"channel_ids": chat.ids}, {"channel_id": chat.id}, {}),
            ({"priority": "2"}, {"priority": "3"}, {"priority": "1"}),
            ({"severity": "major"}, {"severity": "major"}, {"severity": "complex"}),
            (
                {"ticket_type": "process"},
                {"ticket_type": "process"},
                {"ticket_type": False},
            ),
            ({"complaint": "yes"}, {"category_id": below.id}, {}),
            ({"complaint": "no"}, {}, {"category_id": category.id}),
            ({"domain": "[('name', '=', 'Fire')]"}, {"name": "Fire"}, {"name": "Ice"}),
        )
        for conditions, fits, fails in cases:
            with self.subTest(conditions=conditions):
                policy = self.make_sla("Narrow", **conditions)
                fitting, failing = (
                    self.make_ticket(self.ada, **vals) for vals in (fits, fails)
                )
                self.assert_matches(fitting, policy)
                self.assert_matches(failing, self.policies)
                self.assertEqual(
                    helpdesk.search(policy._get_ticket_domain()) & (fitting | failing),
                    fitting,
                )
                policy.unlink()

    def test_ticket_of_another_company_keeps_to_its_own_policies(self):
        other = self.make_company("Other company")
        self.make_sla("Mine", sequence=1)
        theirs = self.make_sla("Theirs", company_id=other.id)
        ticket = self.make_ticket(self.ada, company_id=other.id)

        self.assert_matches(ticket, theirs)
        theirs.active = False
        self.assert_matches(ticket, self.policies)
        shared = self.make_sla("Shared", company_id=False)
        self.assert_matches(ticket, shared)

    def test_archived_values_still_limit_a_policy(self):
        self.make_sla("Support only", team_ids=self.team.ids)
        mine = self.make_ticket(self.ada, team_id=self.team.id)
        other = self.make_ticket(self.ada)
        self.team.active = False
        self.env.registry.clear_cache()

        self.assertEqual(
            [policy.name for policy in self.policies._match(mine | other).values()],
            ["Support only", False],
        )

    @mute_logger("odoo.sql_db")
    def test_value_of_a_condition_cannot_be_deleted(self):
        tag = self.env["helpdesk.ticket.tag"].create({"name": "Urgent"})
        self.make_sla("Urgent", tag_ids=tag.ids)

        with self.assertRaises(IntegrityError), self.cr.savepoint():
            tag.unlink()

    def test_number_of_queries_depends_on_nothing(self):
        for number in range(3):
            self.make_sla(f"Policy {number}", priority="3", sequence=number)
        tickets = self.env["helpdesk.ticket"]
        for _number in range(20):
            tickets |= self.make_ticket(self.ada)
        self.policies._match(tickets)
        self.env.flush_all()

        for some in (tickets[:1], tickets):
            with self.assertQueryCount(1):
                self.policies._match(some)

    def test_tickets_follow_policies_that_change(self):
        ticket = self.make_ticket(self.ada)
        policy = self.make_sla("All")
        self.assertEqual(ticket.service_policy_id, policy)

        narrow = self.make_sla("High", sequence=1, tier_ids=self.high.ids)
        self.assertEqual(ticket.service_policy_id, narrow)
        narrow.tier_ids = self.medium
        self.assertEqual(ticket.service_policy_id, policy)
        narrow.tier_ids = False
        self.assertEqual(ticket.service_policy_id, narrow)
        narrow.sequence = 99
        self.assertEqual(ticket.service_policy_id, policy)
        policy.active = False
        self.assertEqual(ticket.service_policy_id, narrow)
        narrow.unlink()
        self.assertFalse(ticket.service_policy_id)

    def test_many_tickets_follow_in_the_background(self):
        module = "odoo.addons.crm_lifecycle.models.service.crm_sla_policy_follow"
        ticket, other = (self.make_ticket(partner) for partner in (self.ada, self.bob))
        self.patch(__import__(module, fromlist=["AT_ONCE"]), "AT_ONCE", 1)
        policy = self.make_sla("All")
        rows = self.env["crm.due"].search([("job", "=", "service_policy")])

        self.assertLessEqual({ticket.id, other.id}, set(rows.mapped("res_id")))
        self.assertFalse(ticket.service_policy_id)
        rows._process(rows[0].due_at)
        self.assertEqual((ticket | other).service_policy_id, policy)

    def test_closed_ticket_keeps_its_policy(self):
        policy = self.make_sla("All")
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        ticket = self.make_ticket(self.ada)
        ticket._apply_service_policy()
        ticket.stage_id = done
        self.make_sla("Before it", sequence=1)

        self.assertEqual(ticket.service_policy_id, policy)

    def test_filter_is_data_and_never_code(self):
        for text in (
            "__import__('os').getcwd()",
            "[('create_uid', '=', uid)]",
            "{'a': 1}",
            "[('no_such_field', '=', 1)]",
            "[('name', '=', ",
        ):
            with (
                self.subTest(text=text),
                self.assertRaisesRegex(ValidationError, "The filter of “Wrong”"),
            ):
                self.make_sla("Wrong", domain=text)

    def test_filter_that_can_no_longer_be_read_stops_no_ticket(self):
        broken = self.make_sla("Broken", sequence=1)
        policy = self.make_sla("All", sequence=2)
        broken.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_sla_policy SET domain = %(text)s WHERE id = %(id)s",
                text="[('gone', '=', 1)]",
                id=broken.id,
            )
        )
        broken.invalidate_recordset()
        self.env.registry.clear_cache()
        ticket = self.make_ticket(self.ada)

        self.assert_matches(ticket, policy)
        self.assertIn("The filter of “Broken” cannot be read", broken.findings)
        self.assertIn("asks that it fits the further", policy._explain_match(ticket))

    def test_helper_of_the_desk_cannot_write_policies(self):
        agent = self.make_user("sla_agent", "helpdesk_mgmt.group_helpdesk_user")
        policy = self.make_sla("All")

        self.assertEqual(policy.with_user(agent).name, "All")
        with self.assertRaises(UserError):
            policy.with_user(agent).name = "Mine"
        policy.with_user(self.consultant).name = "Theirs"
        self.assertEqual(policy.name, "Theirs")
