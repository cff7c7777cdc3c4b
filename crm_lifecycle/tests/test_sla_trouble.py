# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .sla_clock_common import ClockCommon


@tagged("post_install", "-at_install")
class TestSlaTrouble(ClockCommon):
    """Whatever is wrong, or changes: tickets are saved, and clocks are right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_sla({"first_reply": 60, "taken": 30, "solved": 480})

    def run_recount(self, instant):
        """Do what is due after service hours changed."""
        with self.at(instant) as now:
            due = self.env["crm.due"].search([("job", "=", "service_hours")])
            self.assertTrue(due)
            due._process(now)

    def make_holiday(self, first, last, **vals):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "calendar_id": self.office.id,
                "date_from": first,
                "date_to": last,
                **vals,
            }
        )

    def test_new_holiday_moves_the_deadline_of_open_clocks(self):
        ticket = self.open_ticket("2024-03-04 16:00")
        self.assert_deadline(ticket, "solved", "2024-03-05 17:00")

        self.make_holiday("2024-03-05 00:00:00", "2024-03-06 00:00:00")
        self.run_recount("2024-03-04 16:30")

        self.assert_deadline(ticket, "solved", "2024-03-06 17:00")
        self.assertEqual(str(ticket.service_deadline), "2024-03-04 16:30:00")

    def test_other_hours_of_a_calendar_move_the_deadline(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.office.attendance_ids.filtered(
            lambda hours: hours.hour_from == 13
        ).hour_to = 18
        self.run_recount("2024-03-04 09:10")
        self.assert_deadline(ticket, "solved", "2024-03-04 18:00")

        self.office.tz = "Europe/Berlin"
        self.run_recount("2024-03-04 09:20")
        self.assert_deadline(ticket, "solved", "2024-03-05 09:00")

        self.company.resource_calendar_id = self.make_calendar("Day", [(0, 24)])
        self.run_recount("2024-03-04 09:30")
        self.assert_deadline(ticket, "solved", "2024-03-04 17:00")

    def test_holiday_of_another_company_does_not_count(self):
        other = self.make_company("Other")
        ticket = self.open_ticket("2024-03-04 16:00")
        holiday = self.make_holiday(
            "2024-03-05 00:00:00", "2024-03-06 00:00:00", calendar_id=False
        )
        holiday.company_id = other
        with self.at("2024-03-04 16:30"):
            ticket._apply_service_policy()

        self.assert_deadline(ticket, "solved", "2024-03-05 17:00")

    def test_without_any_hours_every_minute_counts_and_the_clock_says_so(self):
        self.company.resource_calendar_id = False
        ticket = self.open_ticket("2024-03-02 23:00")

        self.assert_deadline(ticket, "first_reply", "2024-03-03 00:00")
        self.assertIn("every minute", self.clocks_of(ticket)[0].note)

    def test_hours_without_any_time_give_no_deadline_and_the_clock_says_so(self):
        for hours in (
            self.make_calendar("Empty", days=()),
            self.make_calendar("Short", hours=[(9, 9.01)], days=[0]),
        ):
            with self.subTest(hours.name):
                self.company.resource_calendar_id = hours
                self.policy.target_ids.target_minutes = 600
                ticket = self.open_ticket("2024-03-04 09:00")

                self.assert_deadline(ticket, "solved", False)
                clock = self.clocks_of(ticket, "solved")
                self.assertEqual(clock.state, "running")
                self.assertIn(hours.name, clock.note)
                self.change("2024-03-05 09:00", ticket, stage_id=self.solved.id)
                self.assertEqual(clock.state, "met")

    def test_ticket_without_team_customer_or_stage(self):
        ticket = self.open_ticket(
            "2024-03-04 09:00", partner=self.env["res.partner"], team_id=False
        )
        self.change("2024-03-04 09:10", ticket, stage_id=False)

        self.assertEqual(
            self.tell(ticket, "solved", "2024-03-04 09:30"), ("running", 30)
        )

    def test_ticket_that_moves_to_another_company_takes_its_history_along(self):
        other = self.make_company("Other")
        self.env.user.company_ids |= other
        ticket = self.open_ticket("2024-03-04 09:00", stage_id=False)
        self.change("2024-03-04 09:30", ticket, company_id=other.id)

        self.assertEqual(self.clocks_of(ticket).company_id, other)
        self.assertEqual(ticket.span_ids.company_id, other)
        self.assertEqual(
            set(self.clocks_of(ticket).mapped("state")), {"cancelled"}
        )  # no policy there

    def test_thousand_tickets_cost_as_many_queries_as_one(self):
        def create(number):
            return self.env["helpdesk.ticket"].create(
                [
                    {
                        "name": "Help",
                        "description": "Help",
                        "partner_id": self.ada.id,
                        "company_id": self.company.id,
                        "stage_id": self.new.id,
                    }
                ]
                * number
            )

        def count(action):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            action()
            return self.env.cr.sql_log_count - before

        one, many = create(1), create(100)
        now = self.frozen()
        queries = []
        for tickets in (one, many):
            self.cr.execute(
                "UPDATE helpdesk_ticket SET stage_id = %s WHERE id = ANY(%s)",
                [self.solved.id, tickets.ids],
            )
            queries.append(count(lambda found=tickets: found._update_service(now)))
        self.assertEqual(queries[0], queries[1])
        self.assertEqual(self.clocks_of(many, "solved").mapped("state"), ["met"] * 100)

    def test_only_who_reads_the_ticket_reads_its_clocks(self):
        own = self.make_user("sla_own", "helpdesk_mgmt.group_helpdesk_user_own")
        mine = self.open_ticket("2024-03-04 09:00", user_id=own.id)
        other = self.open_ticket("2024-03-04 09:00", user_id=self.agent.id)

        for model in ("crm.sla.clock", "crm.ticket.span"):
            rows = self.env[model].with_user(own)
            found = rows.search([("ticket_id", "in", (mine + other).ids)])
            self.assertEqual(found.sudo().ticket_id, mine)
            with self.assertRaises(AccessError):
                found[0].unlink()
            with self.assertRaises(AccessError):
                rows.browse(
                    other.sudo()[
                        model == "crm.sla.clock" and "clock_ids" or "span_ids"
                    ].ids
                ).read(["company_id"])
            with self.assertRaises(AccessError):
                found[0].write({"company_id": self.company.id})

    def test_merged_customers_keep_the_clocks_of_their_tickets(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        before = self.results_of(self.clocks_of(ticket))
        bob = self.make_partner("Bob")
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.ada + bob).ids, bob)

        self.assertEqual(ticket.partner_id, bob)
        self.assertEqual(self.results_of(self.clocks_of(ticket)), before)

    def test_stage_that_is_given_another_meaning_changes_its_tickets(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        with self.at("2024-03-04 09:20"):
            self.new.write({"sla_effect": "wait"})

        self.assertEqual(
            self.tell(ticket, "solved", "2024-03-04 11:00"), ("paused", 20)
        )

    def test_team_that_brings_its_own_first_stage_changes_the_span(self):
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Second", "company_id": self.company.id}
        )
        self.new.team_ids = [Command.create({"name": "First"})]
        self.solved.sequence = -1
        ticket = self.open_ticket("2024-03-04 09:00")
        self.change("2024-03-04 09:20", ticket, team_id=team.id)

        self.assertNotEqual(ticket.stage_id, self.new)
        self.assertEqual(ticket.span_ids.sorted("id")[-1].stage_id, ticket.stage_id)
