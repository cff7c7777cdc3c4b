# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2 import IntegrityError

from odoo import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .sla_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestSlaWords(PolicyCommon):
    """A policy says in plain sentences what it does and what is wrong with it."""

    def test_sentence_tells_whom_and_what(self):
        policy = self.make_sla(
            "High",
            {"first_reply": 90, "solved": 1440},
            tier_ids=self.high.ids,
            priority="2",
            team_ids=self.team.ids,
        )
        policy.target_ids.filtered(lambda row: row.metric == "solved").is_always = True

        self.assertEqual(
            policy.sentence,
            "When the team is “Support”, the customer's tier is “High value” and the "
            "priority is “High” or higher: first reply within 1 h 30 min of service "
            "time; solved within 24 h around the clock.",
        )
        self.assertEqual(
            self.make_sla("None", {}).sentence,
            "Every ticket that no policy above takes: nothing is promised.",
        )

    def test_ticket_says_why_its_policy_applies(self):
        self.make_sla("Urgent", sequence=1, priority="3", severity="major")
        high = self.make_sla("High", sequence=2, tier_ids=self.high.ids)
        rest = self.make_sla("Rest", sequence=3)

        self.assertEqual(
            high._explain_match(self.make_ticket(self.ada)),
            "“High” applies because the customer's tier is “High value”. “Urgent” does "
            "not, because it asks that the severity is “Major”.",
        )
        self.assertEqual(
            rest._explain_match(self.make_ticket(self.bob, severity="major")),
            "“Rest” applies: it takes every ticket. “Urgent” does not, because it asks "
            "that the priority is “Very High”. “High” does not, because it asks that "
            "the customer's tier is “High value”.",
        )
        ticket = self.make_ticket(self.bob)
        ticket._apply_service_policy()
        self.assertEqual(ticket.service_reason, rest._explain_match(ticket))

    def test_ticket_without_policy_says_what_was_asked(self):
        self.make_sla("High", tier_ids=self.high.ids)

        self.assertEqual(
            self.policies._explain_match(self.make_ticket(self.zoe)),
            "No service level policy takes this ticket. “High” does not, because it "
            "asks that the customer's tier is “High value”.",
        )

    def test_ticket_that_no_longer_fits_says_so(self):
        policy = self.make_sla("High", tier_ids=self.high.ids)

        self.assertIn(
            "“High” no longer fits, because it asks that the customer's tier is",
            policy._explain_match(self.make_ticket(self.bob)),
        )

    def test_form_counts_open_tickets_while_it_is_typed(self):
        for partner in (self.ada, self.ada, self.bob):
            self.make_ticket(partner)
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        self.make_ticket(self.ada, stage_id=done.id)
        first = self.make_sla("High", sequence=1, tier_ids=self.high.ids)
        self.assertEqual(first.open_ticket_count, 2)
        self.assertEqual(
            self.env["helpdesk.ticket"].search_count(
                first.action_view_open_tickets()["domain"]
            ),
            2,
        )

        form = Form(self.policies.with_user(self.consultant))
        form.name = "Rest"
        self.assertEqual(
            form.fit_sentence,
            "Open tickets that fit these conditions now: 3. Policies above take 2 of "
            "them.",
        )
        form.tier_ids.add(self.medium)
        self.assertEqual(
            form.fit_sentence, "Open tickets that fit these conditions now: 1."
        )

    def test_policy_that_is_never_reached_is_told(self):
        self.make_sla("Support", sequence=1, team_ids=self.team.ids)
        below = self.make_team("Second line", parent_id=self.team.id)
        hidden = self.make_sla(
            "Second line", sequence=2, team_ids=below.ids, tier_ids=self.high.ids
        )
        rest = self.make_sla("Rest", sequence=3)

        self.assertEqual(
            hidden.findings,
            "“Support” stands above and takes every ticket of this policy, so this one "
            "never applies. Move it up, or narrow “Support”.",
        )
        self.assertFalse(rest.findings)
        hidden.with_user(self.consultant).action_move_above()
        self.assertFalse(hidden.findings)
        self.assertEqual(
            self.policies.search([("company_id", "=", self.company.id)]).mapped("name"),
            ["Second line", "Support", "Rest"],
        )

    def test_values_of_another_company_are_told(self):
        other = self.make_company("Other company")
        team = self.make_team("Far away", company_id=other.id)

        self.assertIn(
            "“Far away” belongs to another company than the policy",
            self.make_sla("Far", team_ids=team.ids).findings,
        )

    def test_targets_that_cannot_be_kept_are_told(self):
        empty = self.env["resource.calendar"].create(
            {"name": "Never", "attendance_ids": [Command.clear()]}
        )
        policy = self.make_sla("Odd", {"first_reply": 600, "solved": 60})
        policy.target_ids[0].calendar_id = empty

        self.assertEqual(
            policy.findings.splitlines(),
            [
                "The service hours “Never” contain no working time: the clock of "
                "“First reply” never moves.",
                "The first reply is promised later than the solution: is that meant?",
            ],
        )
        self.assertIn("promises nothing yet", self.make_sla("Empty", {}).findings)

    def test_company_without_hours_is_told(self):
        self.company.resource_calendar_id = False
        policy = self.make_sla("All")

        self.assertEqual(
            policy.findings,
            "Lifecycle test company has no working hours: clocks run day and night, "
            "except for teams with service hours of their own.",
        )
        policy.target_ids.is_always = True
        self.assertFalse(policy.findings)

    def test_target_is_typed_in_hours_and_minutes(self):
        with Form(self.policies.with_user(self.consultant)) as form:
            form.name = "Typed"
            with form.target_ids.new() as target:
                target.metric = "solved"
                target.target_hours = 7.5
                self.assertEqual(target.target_minutes, 450)
        self.assertEqual(form.record.target_ids.target_minutes, 450)
        self.assertEqual(form.record.target_ids.target_hours, 7.5)

    def test_target_tells_what_each_tier_gets(self):
        target = self.make_sla("All", {"solved": 90}).target_ids

        self.assertEqual(
            [target._get_minutes(tier) for tier in (self.high, self.low, self.minimal)],
            [45, 90, 135],
        )
        self.assertEqual(target._get_minutes(self.env["crm.value.tier"]), 90)
        self.assertEqual(
            target.tier_words, "High value 45 min · Minimal value 2 h 15 min"
        )
        target.target_minutes = 1
        self.assertEqual(target._get_minutes(self.high), 1)

    def test_warnings_are_told_in_the_list(self):
        target = self.make_sla("All").target_ids
        target.step_ids = [
            Command.create({"moment": "percent", "amount": 75, "action": "activity"}),
            Command.create({"moment": "after", "amount": 30, "action": "mail"}),
        ]

        self.assertEqual(target.step_words, "at 75 %: Activity · 30 min after: Mail")

    @mute_logger("odoo.sql_db")
    def test_impossible_targets_are_refused_in_words(self):
        calendar = self.company.resource_calendar_id
        for vals, name in (
            ({"target_minutes": 0}, "minutes_range"),
            ({"target_hours": -4}, "minutes_range"),
            ({"target_hours": 1e12}, "minutes_range"),
            ({"is_always": True, "calendar_id": calendar.id}, "one_clock"),
        ):
            policy = self.make_sla("All")
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(IntegrityError, name),
                self.cr.savepoint(),
            ):
                policy.target_ids.write(vals)
                policy.target_ids.flush_recordset()

    def test_target_around_the_clock_forgets_its_hours(self):
        target = self.make_sla("All").target_ids
        target.calendar_id = self.company.resource_calendar_id
        target.is_always = True

        self.assertFalse(target.calendar_id)
