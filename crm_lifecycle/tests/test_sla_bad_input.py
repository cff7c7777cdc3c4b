# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .sla_clock_common import ClockCommon


@tagged("post_install", "-at_install")
class TestSlaBadInput(ClockCommon):
    """Imports, closed doors, moved teams: tickets are saved and nothing is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_sla({"first_reply": 60, "solved": 480})

    def create_many(self, number):
        return self.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Help {place}",
                    "description": "Help",
                    "partner_id": self.ada.id,
                    "company_id": self.company.id,
                    "stage_id": self.new.id,
                    "user_id": False,
                }
                for place in range(number)
            ]
        )

    def close_by_import(self, tickets):
        """Import a file that names the tickets' ids and the solved stage."""
        rows = [[str(ticket.id), str(self.solved.id)] for ticket in tickets]
        return self.env["helpdesk.ticket"].load([".id", "stage_id/.id"], rows)

    def test_thousand_tickets_closed_by_one_import(self):
        tickets = self.create_many(1000)
        with self.at("2024-03-04 10:30"):
            result = self.close_by_import(tickets)

        self.assertEqual(result["messages"], [])
        self.assertEqual(result["ids"], tickets.ids)
        self.env.invalidate_all()
        found = self.env["crm.sla.clock"]._read_group(
            [("ticket_id", "in", tickets.ids)],
            ["metric", "state", "ending", "used_minutes"],
            ["__count"],
        )
        self.assertCountEqual(
            found,
            [
                ("solved", "met", "done", 90, 1000),
                ("first_reply", "breached", "solved", 90, 1000),  # since 10:00
            ],
        )
        spans = self.env["crm.ticket.span"]._read_group(
            [("ticket_id", "in", tickets.ids)], ["kind"], ["__count"]
        )
        self.assertCountEqual(spans, [("run", 1000), ("off", 1000)])
        self.assertEqual(set(tickets.mapped("service_state")), {"done"})
        self.assertFalse(any(tickets.mapped("service_problem")))

    def test_import_of_one_bad_row_changes_no_ticket(self):
        tickets = self.create_many(2)
        rows = [[str(tickets[0].id), str(self.solved.id)], [str(tickets[1].id), "x"]]
        with self.at("2024-03-04 10:30"):
            result = self.env["helpdesk.ticket"].load([".id", "stage_id/.id"], rows)

        self.assertFalse(result["ids"])
        self.assertEqual([told["type"] for told in result["messages"]], ["error"])
        self.env.invalidate_all()
        self.assertEqual(tickets.stage_id, self.new)
        self.assertEqual(tickets.clock_ids.mapped("state"), ["running"] * 4)

    def test_imported_tickets_have_clocks_whether_open_or_closed(self):
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": "__import__.sla_new", "record": self.new},
                {"xml_id": "__import__.sla_solved", "record": self.solved},
            ]
        )
        result = self.env["helpdesk.ticket"].load(
            ["name", "description", "stage_id/id"],
            [
                ["Open", "Help", "__import__.sla_new"],
                ["Closed", "Help", "__import__.sla_solved"],
            ],
        )

        self.assertEqual(result["messages"], [])
        opened, closed = self.env["helpdesk.ticket"].browse(result["ids"])
        self.assertEqual(self.tell(opened, "solved"), ("running", 0))
        self.assertEqual(self.tell(closed, "solved"), ("met", 0))
        self.assertEqual(
            (opened.service_state, closed.service_state), ("running", "done")
        )

    def test_hours_that_lie_in_the_past_only_give_no_deadline_and_a_note(self):
        """The office was closed for good at noon; half of the first hour is left."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed for good",
                "calendar_id": self.office.id,
                "company_id": self.company.id,
                "date_from": "2024-03-04 12:00:00",
                "date_to": "2034-01-01 00:00:00",
            }
        )
        ticket = self.open_ticket("2024-03-04 11:30")

        for metric in ("first_reply", "solved"):
            self.assert_deadline(ticket, metric, False)
            self.assertIn("Office", self.clocks_of(ticket, metric).note)
        self.assertFalse(ticket.service_problem)
        self.assertEqual(ticket.service_state, "running")
        # not a minute more than there was, however long it lasts
        self.assertEqual(
            self.tell(ticket, "solved", "2024-05-04 11:30"), ("running", 30)
        )
        self.change("2024-05-04 11:30", ticket, stage_id=self.solved.id)
        self.assertEqual(self.clocks_of(ticket, "solved").used_minutes, 30)
        self.assertEqual(self.tell(ticket, "solved"), ("met", 30))

    def test_customer_without_profile_has_the_target_of_no_tier(self):
        self.high.sla_factor = 0.5
        self.make_sla({"solved": 60}, sequence=1, tier_ids=[Command.set(self.high.ids)])
        ticket = self.open_ticket("2024-03-04 09:00")

        self.assertFalse(ticket.profile_id)
        self.assertEqual(ticket.service_policy_id, self.policy)
        clock = self.clocks_of(ticket, "solved")
        self.assertEqual((clock.target_minutes, clock.tier_id.ids), (480, []))

    def test_team_that_moves_to_another_company_loses_no_clock(self):
        """Its tickets stay where they are and keep what was counted."""
        other = self.make_company("Other")
        self.env.user.company_ids |= other
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Moving", "company_id": self.company.id}
        )
        ticket = self.open_ticket(
            "2024-03-04 09:00", team_id=team.id, stage_id=self.new.id
        )
        before = self.results_of(self.clocks_of(ticket))
        with self.at("2024-03-04 09:30"):
            team.company_id = other
            ticket._apply_service_policy()

        self.assertEqual(ticket.company_id, self.company)
        self.assertEqual(self.results_of(self.clocks_of(ticket)), before)
        self.assertEqual(
            self.tell(ticket, "solved", "2024-03-04 10:00"), ("running", 60)
        )
        self.assertFalse(ticket.service_problem)
        self.change("2024-03-04 10:00", ticket, stage_id=self.solved.id)
        self.assertEqual(self.tell(ticket, "solved"), ("met", 60))

    def test_clocks_of_many_new_tickets_cost_as_many_queries_as_those_of_few(self):
        def count(number):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.create_many(number)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        def count_ours(number):
            tickets = type(self.env["helpdesk.ticket"])
            with patch.object(tickets, "_keep_service", lambda *args, **options: None):
                without = count(number)
            return count(number) - without

        count(2)  # warms the caches
        ours = count_ours(10)
        self.assertGreater(ours, 0)
        self.assertEqual(count_ours(100), ours)
