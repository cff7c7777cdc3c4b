# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .sla_clock_common import ClockCommon


@tagged("post_install", "-at_install")
class TestSlaClocks(ClockCommon):
    """Clocks of a ticket: solved within 480 minutes, first reply within 60."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_sla({"first_reply": 60, "solved": 480})

    def test_new_ticket_has_the_clocks_of_its_policy(self):
        ticket = self.open_ticket("2024-03-04 09:00")

        self.assert_table(
            self.clocks_of(ticket),
            ["metric", "state", "target_minutes", "used_minutes"],
            [("first_reply", "running", 60, 0), ("solved", "running", 480, 0)],
        )
        self.assertEqual(ticket.service_policy_id, self.policy)
        self.assert_deadline(ticket, "first_reply", "2024-03-04 10:00")
        self.assert_deadline(ticket, "solved", "2024-03-05 10:00")
        self.assertEqual(
            (ticket.service_state, str(ticket.service_deadline)),
            ("running", "2024-03-04 10:00:00"),
        )

    def test_time_outside_of_the_service_hours_does_not_count(self):
        ticket = self.open_ticket("2024-03-01 16:30")  # a Friday; 12 to 13 is lunch

        self.assert_deadline(ticket, "first_reply", "2024-03-04 09:30")
        self.assertEqual(
            self.tell(ticket, "solved", "2024-03-04 13:30"), ("running", 240)
        )

    def test_waiting_time_never_counts(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.change("2024-03-04 10:00", ticket, stage_id=self.waiting.id)

        self.assertEqual(
            self.tell(ticket, "solved", "2024-03-05 12:00"), ("paused", 60)
        )
        self.assert_deadline(ticket, "solved", False)
        self.assert_deadline(ticket, "first_reply", "2024-03-04 10:00")

        self.change("2024-03-05 11:00", ticket, stage_id=self.new.id)

        self.assertEqual(
            self.tell(ticket, "solved", "2024-03-05 14:00"), ("running", 180)
        )
        self.assert_deadline(ticket, "solved", "2024-03-06 11:00")
        self.assertEqual(
            self.spans_of(ticket),
            [
                ("run", "2024-03-04 09:00", "2024-03-04 10:00"),
                ("pause", "2024-03-04 10:00", "2024-03-05 11:00"),
                ("run", "2024-03-05 11:00", None),
            ],
        )

    def test_solved_from_a_waiting_stage_after_the_old_deadline_is_met(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.change("2024-03-04 10:00", ticket, stage_id=self.waiting.id)
        self.change("2024-03-20 10:00", ticket, stage_id=self.solved.id)

        clock = self.clocks_of(ticket, "solved")
        self.assertEqual(
            (clock.state, clock.used_minutes, str(clock.ended_at)),
            ("met", 60, "2024-03-20 10:00:00"),
        )
        self.assertFalse(clock.running_since or clock.next_due)

    def test_solved_too_late_is_missed_whether_or_not_somebody_looked(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.change("2024-03-05 10:01", ticket, stage_id=self.solved.id)

        clock = self.clocks_of(ticket, "solved")
        self.assertEqual(
            (clock.state, clock.used_minutes, str(clock.breached_at)),
            ("breached", 481, "2024-03-05 10:00:00"),
        )

    def test_solved_at_the_deadline_is_in_time(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.change("2024-03-05 10:00", ticket, stage_id=self.solved.id)

        self.assertEqual(self.tell(ticket, "solved"), ("met", 480))

    def test_cancelled_is_neither_met_nor_missed(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.change("2024-03-04 11:00", ticket, stage_id=self.cancelled.id)

        self.assert_table(
            self.clocks_of(ticket),
            ["metric", "state", "ending", "used_minutes"],
            [
                ("first_reply", "breached", "cancelled", 120),  # due at 10
                ("solved", "cancelled", "cancelled", 120),
            ],
        )
        self.assertEqual(
            (ticket.service_state, ticket.service_deadline), ("done", False)
        )

    def test_reopened_ticket_continues_with_a_clock_of_its_own(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.change("2024-03-04 11:00", ticket, stage_id=self.solved.id)
        first = self.clocks_of(ticket, "solved")
        result = self.results_of(first)
        self.change("2024-03-05 09:00", ticket, stage_id=self.new.id)

        again = self.clocks_of(ticket, "solved") - first
        self.assertEqual(
            (again.state, again.carried_minutes, str(again.deadline)),
            ("running", 120, "2024-03-05 16:00:00"),
        )
        self.change("2024-03-06 09:01", ticket, stage_id=self.solved.id)
        self.assertEqual(self.tell(ticket, "solved"), ("breached", 541))
        self.assertEqual(self.results_of(first), result)

    def test_spans_follow_the_team_that_a_ticket_is_given_to(self):
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Night",
                "company_id": self.company.id,
                "user_ids": self.other_agent.ids,
            }
        )
        ticket = self.open_ticket("2024-03-04 09:00", user_id=self.agent.id)
        self.change("2024-03-04 10:00", ticket, team_id=team.id)

        self.assertEqual(
            [
                (span.team_id.name, span.user_id.login, span.kind)
                for span in ticket.span_ids
            ],
            [(False, "sla_agent", "run"), ("Night", False, "run")],
        )

    def test_open_clocks_belong_to_the_present_team_and_handler(self):
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Night",
                "company_id": self.company.id,
                "user_ids": self.other_agent.ids,
            }
        )
        ticket = self.open_ticket("2024-03-04 09:00")
        clock = self.clocks_of(ticket, "solved")
        self.change("2024-03-04 10:00", ticket, team_id=team.id)
        self.change("2024-03-04 11:00", ticket, user_id=self.other_agent.id)

        self.assertEqual((clock.team_id, clock.user_id), (team, self.other_agent))

    def test_writing_what_is_true_already_changes_nothing(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        spans, clocks = ticket.span_ids, self.results_of(self.clocks_of(ticket))
        self.change("2024-03-04 10:30", ticket, stage_id=self.new.id, user_id=False)

        self.assertEqual(ticket.span_ids, spans)
        self.assertEqual(self.results_of(self.clocks_of(ticket)), clocks)

    def test_ticket_created_solved_was_solved_at_once(self):
        ticket = self.open_ticket("2024-03-04 09:00", stage_id=self.solved.id)

        self.assert_table(
            self.clocks_of(ticket),
            ["metric", "state", "used_minutes"],
            [("solved", "met", 0)],
        )

    def test_archived_ticket_has_no_running_clock(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.change("2024-03-04 09:30", ticket, active=False)

        self.assertEqual(self.tell(ticket, "solved"), ("cancelled", 30))

        self.change("2024-03-05 09:00", ticket, active=True)

        self.assertEqual(
            self.tell(ticket, "solved", "2024-03-05 09:30"), ("running", 60)
        )
