# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import random
from datetime import timedelta

from odoo import Command

from .sla_clock_common import ClockCommon
from .sla_oracle import MINUTE, WEEKS, ZONES, Hours, OracleTicket

SEED = 20240331
DAYS = 12
METRICS = ("first_reply", "next_reply", "solved")


class PlayedCommon(ClockCommon):
    """Lives of tickets that the oracle counts too, in two weeks in each time zone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rng = random.Random(SEED)
        cls.hours = [
            Hours.make(cls.rng, zone, cls.rng.choice(WEEKS), DAYS)
            for zone in ZONES
            for _number in range(2)
        ]
        cls.targets = (240, 600)
        replies = {"first_reply": 60, "next_reply": 30}
        cls.make_sla(replies | {"solved": 600}, priority="3", sequence=1)
        cls.make_sla(replies | {"solved": 240}, sequence=2)

    def make_service_hours(self, hours):
        """Return the calendar of an oracle's hours."""
        calendar = self.make_calendar("Oracle", days=(), tz=hours.zone)
        calendar.attendance_ids = [
            Command.create(
                {
                    "name": "Hours",
                    "dayofweek": str(day),
                    "hour_from": start,
                    "hour_to": end,
                    "day_period": "morning" if start < 12 else "afternoon",
                }
            )
            for day, pairs in hours.week.items()
            for start, end in pairs
        ]
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Holiday",
                    "calendar_id": calendar.id,
                    "company_id": self.company.id,
                    "date_from": hours.begin + first * MINUTE,
                    "date_to": hours.begin + last * MINUTE,
                }
                for first, last in hours.holidays
            ]
        )
        return calendar

    def assert_lives_as_counted(self, events, hours):
        """What the ticket tells in the end is what counting every minute gives."""
        counted = OracleTicket(self.targets).live(events, hours.works, DAYS * 1440)
        self.assertEqual(self.play(events, hours), counted)

    def play(self, events, hours):
        """Return ``{metric: [(state, minutes)]}`` of a ticket that lives ``events``."""
        instants = [hours.begin + minute * MINUTE for minute, _event in events]
        ticket = self.begin(instants[0])
        stages = {"run": self.new, "wait": self.waiting, "solve": self.solved}
        for instant, (_minute, event) in zip(instants[1:], events[1:], strict=True):
            if event in stages:
                self.change(instant, ticket, stage_id=stages[event].id)
            elif event == "target":
                other = "1" if ticket.priority == "3" else "3"
                self.change(instant, ticket, priority=other)
            elif event == "mail":
                self.mail_in(instant, ticket)
            else:
                self.mail_out(instant, ticket)
        return self.read_results(ticket, hours.begin + timedelta(days=DAYS))

    def begin(self, instant):
        """Return a ticket of Ada that begins at ``instant``."""
        return self.open_ticket(instant, priority="1")

    def mail_in(self, instant, ticket):
        """The customer writes."""
        return self.reply(instant, ticket, author=self.ada, message_type="email")

    def mail_out(self, instant, ticket):
        """The agent answers."""
        return self.reply(instant, ticket)

    def read_results(self, ticket, end):
        """Return the results of a ticket, the open ones as of ``end``."""
        clocks = self.clocks_of(ticket)
        found = {metric: [] for metric in METRICS}
        with self.at(end):
            for clock in clocks:
                state = clock.state
                if not clock.ended_at:
                    late = clock.deadline and clock.deadline < end
                    state = "breached" if late or state == "breached" else "open"
                found[clock.metric].append((state, round(clock.elapsed_minutes, 2)))
        return found
