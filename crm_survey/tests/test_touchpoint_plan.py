# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common_touchpoint import DAY, NOON, TouchpointCommon

ROOM = "odoo.addons.crm_survey.models.touchpoint"


@tagged("post_install", "-at_install")
class TestTouchpointPlan(TouchpointCommon):
    """What happens to customers becomes requests, each event once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.make_person("Ada")
        cls.tickets = cls.make_touchpoint(
            "ticket_solved", since="2026-03-09 12:00:00", delay_hours=24
        )

    def plan(self, now=NOON, touchpoint=None):
        return (touchpoint or self.tickets)._plan(now)

    # ------------------------------------------------------------------- events

    def test_event_becomes_a_request_after_the_delay(self):
        ticket = self.make_solved("2026-03-10 09:00:00")
        request = self.plan()
        self.assertEqual(
            (request.partner_id, request.res_model, request.res_id, request.key),
            (
                self.ada,
                "helpdesk.ticket",
                ticket.id,
                f"{self.tickets.id}|helpdesk.ticket,{ticket.id}|{self.ada.id}",
            ),
        )
        self.assertEqual(request.event_at, datetime(2026, 3, 10, 9))
        self.assertEqual(request.due_at, datetime(2026, 3, 11, 9))
        self.assertEqual(request.drop_at, datetime(2026, 3, 25, 9))
        self.assertEqual(request.state, "planned")

    def test_same_event_is_asked_about_once(self):
        ticket = self.make_solved("2026-03-10 09:00:00")
        first = self.plan()
        for hours in range(1, 6):
            self.assertFalse(self.plan(NOON + timedelta(hours=hours)))
        self.assertEqual(self.tickets._request(self.ada, ticket), first)
        with freeze_time("2026-03-10 15:00:00"):
            ticket.stage_id = self.env["helpdesk.ticket.stage"].create({"name": "Open"})
            ticket.stage_id = self.solved
        self.assertFalse(self.plan(NOON + DAY))

    def test_nothing_from_before_is_asked_about(self):
        self.make_solved("2026-03-09 11:59:59")
        self.make_solved("2026-03-10 12:00:01")
        self.assertFalse(self.plan())

    def test_switched_on_again_does_not_catch_up_with_the_pause(self):
        self.tickets.active = False
        self.make_solved("2026-03-10 09:00:00")
        with freeze_time("2026-03-10 10:00:00"):
            self.tickets.active = True
        self.assertFalse(self.plan())

    def test_another_event_starts_anew(self):
        self.make_solved("2026-03-10 09:00:00")
        with freeze_time("2026-03-10 10:00:00"):
            self.tickets.event = "order_confirmed"
            self.tickets.event = "ticket_solved"
        self.assertFalse(self.plan())

    def test_missed_days_are_caught_up_with(self):
        self.make_solved("2026-03-10 09:00:00")
        self.make_solved("2026-05-08 09:00:00", self.make_person("Bob"))
        self.assertEqual(len(self.plan(datetime(2026, 5, 9, 12))), 2)
        self.assertEqual(self.decide(datetime(2026, 5, 9, 12)).name, "Bob")
        self.assertEqual(
            sorted(
                self.tickets.request_ids.mapped(lambda row: (row.state, row.reason))
            ),
            [("dropped", "late"), ("sent", False)],
        )

    def test_event_that_is_seen_late_is_not_lost(self):
        self.plan(NOON + 3 * DAY)
        self.make_solved("2026-03-10 09:00:00")
        self.assertEqual(len(self.plan(NOON + 4 * DAY)), 1)

    def test_share_of_events_is_always_the_same(self):
        people = [self.make_person(f"Person {number}") for number in range(60)]
        for person in people:
            self.make_solved("2026-03-10 09:00:00", person)
        self.tickets.sampling_percent = 30
        chosen = self.plan().mapped("key")
        self.assertTrue(5 <= len(chosen) <= 35, len(chosen))
        self.tickets.request_ids.unlink()
        self.assertCountEqual(self.plan().mapped("key"), chosen)

    def test_event_nobody_reports_any_more_is_told(self):
        registry = type(self.env["crm.customer.event"])
        other = self.make_touchpoint("ticket_solved", since="2026-03-09 12:00:00")
        self.make_solved("2026-03-10 09:00:00")
        get_queries = registry._get_event_queries

        def broken(model, company, first, last):
            queries = get_queries(model, company, first, last)
            return {key: query for key, query in queries.items() if key != "answer"}

        self.tickets.event = "answer"
        with (
            patch.object(registry, "_get_event_queries", broken),
            self.assertLogs(f"{ROOM}.crm_survey_touchpoint_plan", "ERROR"),
        ):
            self.assertFalse(self.tickets._plan_safely(NOON))
            self.assertEqual(len(other._plan_safely(NOON)), 1)
        self.assertIn("Nobody reports the event", self.tickets.error)
        self.tickets._plan_safely(NOON)
        self.assertFalse(self.tickets.error)

    def test_link_at_a_counter_waits_for_who_passes_by(self):
        self.tickets.channel = "link"
        self.make_solved("2026-03-10 09:00:00")
        self.assertFalse(self.plan())

    # ------------------------------------------------------------------- people

    def test_only_who_fits_is_asked(self):
        self.make_policy()
        bob = self.make_person("Bob")
        self.make_invoice(self.ada, "2026-03-02", 100.0)
        self.make_invoice(bob, "2026-03-02", 1.0)
        self.run_night("2026-03-08")
        for person in (self.ada, bob, self.make_person("Cid")):
            self.make_solved("2026-03-10 09:00:00", person)
        self.env.flush_all()
        for person, tier in ((self.ada, self.high), (bob, self.low)):
            self.env.cr.execute(
                "UPDATE crm_customer_profile SET tier_id = %s WHERE id = %s",
                [tier.id, self.profile_of(person).id],
            )
        self.env.invalidate_all()
        self.tickets.tier_ids = self.high
        self.assertEqual(self.plan().partner_id, self.ada)
        self.tickets.tier_ids = False
        self.tickets.domain = "[('name', '=', 'Cid')]"
        self.assertEqual(self.plan().partner_id.name, "Cid")
        self.tickets.domain = "[]"
        self.tickets.stage_ids = self.profile_of(bob).stage_id
        self.tickets.tier_ids = self.low
        self.assertEqual(self.plan().partner_id, bob)

    def test_archived_foreign_and_own_people_are_not_asked(self):
        other = self.make_company("Other company")
        self.make_solved(
            "2026-03-10 09:00:00", self.make_person("Foreign", company_id=other.id)
        )
        archived = self.make_person("Archived")
        self.make_solved("2026-03-10 09:00:00", archived)
        archived.active = False
        self.make_solved("2026-03-10 09:00:00", self.user.partner_id)
        self.assertFalse(self.plan())

    def test_other_companies_events_are_theirs(self):
        other = self.make_company("Other company")
        foreign = self.make_touchpoint(
            "ticket_solved", since="2026-03-09 12:00:00", company_id=other.id
        )
        self.make_solved("2026-03-10 09:00:00")
        self.assertFalse(self.plan(touchpoint=foreign.with_company(other)))
        self.assertEqual(len(self.plan()), 1)

    def test_filter_is_data_and_never_run(self):
        for text in ("[('nothing', '=', 1)]", "__import__('os')", "[(1, 2"):
            with self.assertRaises(ValidationError):
                self.tickets.domain = text

    # ----------------------------------------------------------------- schedule

    def make_rhythm(self, days, since="2026-01-01 12:00:00"):
        self.make_policy()
        self.make_invoice(self.ada, "2025-12-02", 100.0)
        self.run_night("2025-12-31")
        tier = self.profile_of(self.ada).tier_id
        line = Command.create({"tier_id": tier.id, "every_days": days})
        return self.make_touchpoint("schedule", since=since, schedule_ids=[line])

    def test_customers_of_a_tier_are_asked_every_so_many_days(self):
        rhythm = self.make_rhythm(30)
        self.company.crm_survey_cooldown_days = 0
        asked = []
        for day in range(100):
            now = datetime(2026, 1, 1, 12) + day * DAY
            self.plan(now, rhythm)
            self.requests._expire_overdue(now)
            if self.decide(now):
                asked.append(day)
        first = self.ada.id * 7919 % 30
        expected = [first + 30 * turn for turn in range(4) if first + 30 * turn < 100]
        self.assertEqual(asked, expected)

    def test_missed_turns_are_over(self):
        rhythm = self.make_rhythm(10)
        self.plan(datetime(2026, 3, 31, 13), rhythm)
        self.assertEqual(len(rhythm.request_ids), 1)

    def test_shorter_rhythm_waits_for_its_own_days(self):
        rhythm = self.make_rhythm(30)
        day = datetime(2026, 1, 1, 12) + (self.ada.id * 7919 % 30) * DAY
        self.plan(day, rhythm)
        self.decide(day)
        rhythm.schedule_ids.every_days = 7
        for days in range(1, 7):
            self.assertFalse(self.plan(day + days * DAY, rhythm))

    def test_rhythm_needs_its_tiers(self):
        with self.assertRaises(ValidationError):
            self.make_touchpoint("schedule")
