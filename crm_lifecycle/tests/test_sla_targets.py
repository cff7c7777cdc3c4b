# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged
from odoo.tools import mute_logger

from .sla_clock_common import ClockCommon

CLOCKS = "odoo.addons.crm_lifecycle.models.service.helpdesk_ticket_clocks"


@tagged("post_install", "-at_install")
class TestSlaTargets(ClockCommon):
    """Another policy, tier or priority: open clocks follow, results stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.urgent = cls.make_sla({"solved": 120}, priority="3", sequence=1)
        cls.policy = cls.make_sla({"first_reply": 60, "solved": 480}, sequence=2)

    def test_other_priority_replaces_the_target_and_keeps_the_time(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.change("2024-03-04 10:00", ticket, priority="3")

        clock = self.clocks_of(ticket, "solved")
        self.assertEqual(
            (clock.policy_id, clock.target_minutes, clock.carried_minutes),
            (self.urgent, 120, 60),
        )
        self.assert_deadline(ticket, "solved", "2024-03-04 11:00")
        self.assertEqual(
            self.tell(ticket, "solved", "2024-03-04 10:30"), ("running", 90)
        )
        first = self.clocks_of(ticket, "first_reply")
        self.assertEqual((first.state, first.ending), ("cancelled", "policy"))

    def test_target_that_was_used_up_before_is_due_at_once(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.change("2024-03-04 14:00", ticket, priority="3")  # 240 minutes later

        self.assert_deadline(ticket, "solved", "2024-03-04 14:00")

    def test_missed_target_stays_missed(self):
        ticket = self.open_ticket("2024-03-04 09:00", priority="3")
        self.change("2024-03-04 11:30", ticket, priority="1")  # it was due at 11:00
        self.change("2024-03-04 12:00", ticket, stage_id=self.solved.id)

        clock = self.clocks_of(ticket, "solved")
        self.assertEqual(
            (clock.state, clock.target_minutes, str(clock.breached_at)),
            ("breached", 120, "2024-03-04 11:00:00"),
        )

    def test_closed_results_never_change(self):
        ticket = self.open_ticket("2024-03-04 09:00")
        self.reply("2024-03-04 09:30", ticket)
        self.change("2024-03-04 10:00", ticket, stage_id=self.solved.id)
        results = self.clocks_of(ticket).read()

        self.change("2024-03-05 10:00", ticket, priority="3")
        self.policy.target_ids.target_minutes = 1
        with self.at("2024-03-05 11:00"):
            ticket._apply_service_policy()
            self.office.attendance_ids.unlink()
            self.company._run_service_recount(self.env.cr.now())

        self.assertEqual(self.clocks_of(ticket).read(), results)

    def test_tier_shortens_the_target(self):
        self.high.sla_factor = 0.5
        self.make_policy(activate=False)
        policy = self.env["crm.value.policy"].search(
            [("company_id", "=", self.company.id)]
        )
        self.set_criteria(
            policy,
            {self.high: [{"measure": "revenue", "has_minimum": True, "minimum": 1}]},
        )
        policy.action_activate()
        ticket = self.open_ticket("2024-03-04 09:00")
        self.make_invoice(self.ada, "2024-03-01", 100)
        self.run_night("2024-03-04")
        with self.at("2024-03-04 10:00"):
            self.profile_of(self.ada).change_ids._dispatch()

        clock = self.clocks_of(ticket, "solved")
        self.assertEqual((clock.target_minutes, clock.carried_minutes), (240, 60))
        self.assert_deadline(ticket, "solved", "2024-03-04 14:00")

    def test_deleted_policy_hands_over_to_the_next_one(self):
        ticket = self.open_ticket("2024-03-04 09:00", priority="3")
        with self.at("2024-03-04 10:00"):
            self.urgent.unlink()
        self.assert_deadline(ticket, "solved", "2024-03-05 10:00")

        with self.at("2024-03-04 10:30"):
            self.policy.unlink()
        self.assert_table(
            self.clocks_of(ticket),
            ["metric", "state", "ending", "used_minutes"],
            [
                ("solved", "cancelled", "policy", 90),
                ("first_reply", "breached", "policy", 90),  # since 10:00
            ],
        )

    def test_target_with_hours_of_its_own(self):
        self.policy.target_ids.is_always = True
        ticket = self.open_ticket("2024-03-01 23:30")

        self.assert_deadline(ticket, "first_reply", "2024-03-02 00:30")

    def test_time_counts_in_the_hours_of_the_team_that_had_it(self):
        night = self.make_calendar("Night", hours=[(20, 24)])
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Night",
                "company_id": self.company.id,
                "resource_calendar_id": night.id,
            }
        )
        ticket = self.open_ticket("2024-03-04 16:00")
        self.change("2024-03-04 21:00", ticket, team_id=team.id, stage_id=self.new.id)

        # 60 minutes of the company's hours, 180 of the team's until midnight
        self.assertEqual(
            self.tell(ticket, "solved", "2024-03-05 12:00"), ("running", 240)
        )
        self.assert_deadline(ticket, "solved", "2024-03-06 00:00")

    @mute_logger(CLOCKS)
    def test_trouble_with_the_policy_is_told_and_the_ticket_is_saved(self):
        def fail(*args):
            raise ValueError("no such thing")

        self.patch(type(self.env["crm.sla.policy"]), "_match", fail)
        ticket = self.open_ticket("2024-03-04 09:00")

        self.assertTrue(ticket.exists())
        self.assertIn("no such thing", ticket.service_problem)
