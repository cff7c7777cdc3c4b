# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What clocks should say, counted minute by minute; and random lives of tickets.

Nothing here uses the addon or Odoo: a minute counts when its local time lies in the
hours of the week and in no holiday.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

# A night with a change of the clocks for each zone; the last two never change theirs.
ZONES = {
    "Europe/Berlin": datetime(2024, 3, 31),
    "America/New_York": datetime(2024, 11, 3),
    "Australia/Lord_Howe": datetime(2024, 4, 7),  # by half an hour
    "America/Santiago": datetime(2024, 9, 8),  # at midnight
    "Asia/Kolkata": datetime(2024, 3, 31),
    "Asia/Shanghai": datetime(2024, 10, 27),
}
WEEKS = (
    {day: [(9, 12), (13, 17)] for day in range(5)},
    {day: [(8, 12), (12.5, 18.25)] for day in range(6)},
    {day: [(0, 24)] for day in range(7)},
    {day: [(14, 24)] for day in (0, 2, 4, 6)} | {day: [(0, 6)] for day in (1, 3, 5)},
)
MINUTE = timedelta(minutes=1)


@dataclass
class Hours:
    """Hours of a week in a zone, with holidays; ``works`` tells minute by minute."""

    zone: str
    week: dict
    holidays: list  # (first minute, minute after the last)
    begin: datetime  # naive UTC
    works: list = field(default_factory=list)

    @classmethod
    def make(cls, rng, zone, week, days):
        """Return hours around the change of the clocks, for ``days`` from ``begin``."""
        begin = ZONES[zone] - timedelta(days=days // 2)
        holidays = []
        for _number in range(2):
            first = rng.randrange(days * 1440)
            holidays.append((first, first + rng.randrange(60, 2000)))
        hours = cls(zone, week, holidays, begin)
        local = ZoneInfo(zone)
        for minute in range(days * 1440):
            instant = (begin + minute * MINUTE).replace(tzinfo=UTC).astimezone(local)
            time = instant.hour + instant.minute / 60
            hours.works.append(
                any(start <= time < end for start, end in week[instant.weekday()])
                if instant.weekday() in week
                else False
            )
        for first, last in holidays:
            for minute in range(first, min(last, len(hours.works))):
                hours.works[minute] = False
        return hours


def make_events(rng, minutes, stages=("run", "wait", "solve")):
    """Return the random life of a ticket: ``[(minute, event)]``, strictly rising.

    Events are stages, ``mail`` of the customer, ``reply`` of staff and ``target``, a
    change of priority.
    """
    instants = sorted(rng.sample(range(minutes), rng.randint(2, 9)))
    kinds = (*stages, "mail", "reply", "target")
    return [(instants[0], "run")] + [
        (minute, rng.choice(kinds)) for minute in instants[1:]
    ]


class OracleClock:
    """One promise, looked at every minute."""

    def __init__(self, target, stops_waiting=False):
        self.target, self.stops_waiting = target, stops_waiting
        self.used, self.reached, self.deadline = 0, None, None
        self.is_open, self.is_missed, self.results = True, False, []

    def pass_minute(self, minute, stage, works):
        """Let the minute go by that begins at ``minute``."""
        runs = stage == "run" or stage == "wait" and not self.stops_waiting
        if not self.is_open or not runs:
            self.reached = None
            return
        if self.used >= self.target and self.deadline is None:
            self.deadline = minute if self.reached is None else self.reached
        self.used += works
        if self.used >= self.target and self.reached is None:
            self.reached = minute + 1

    def look(self, minute):
        """See whether it is too late at ``minute``."""
        late = self.deadline is not None and self.deadline < minute
        self.is_missed = self.is_missed or self.is_open and late

    def end(self, minute, state):
        """End it in ``state``, unless it was missed."""
        self.look(minute)
        if self.is_open:
            state = "breached" if self.is_missed else state
            self.results.append((state, self.used))
            self.is_open = False

    def resume(self):
        """Go on after the end, with the time that was used."""
        self.is_open, self.is_missed = True, False
        self.reached, self.deadline = None, None

    def set_target(self, minute, target):
        """Promise something else from ``minute`` on."""
        self.look(minute)
        if self.is_open and not self.is_missed:
            self.deadline, self.reached = None, None
        if not (self.is_open and self.is_missed):
            self.target = target

    def finish(self, minute):
        """Return all results, that of an open clock at ``minute`` last."""
        self.look(minute)
        if self.is_open:
            state = "breached" if self.is_missed else "open"
            return [*self.results, (state, self.used)]
        return self.results


class OracleTicket:
    """A ticket with the clocks first_reply, next_reply and solved."""

    def __init__(self, targets, replies=(60, 30)):
        self.targets = targets  # of solved; a change of priority takes the next one
        self.clocks = {
            "first_reply": OracleClock(replies[0]),
            "next_reply": OracleClock(replies[1]),
            "solved": OracleClock(targets[0], stops_waiting=True),
        }
        self.clocks["next_reply"].is_open = False
        self.stage, self.is_answered, self.is_waiting = "run", False, False
        self.priority = 0

    def live(self, events, works, end):
        """Live through ``events`` until ``end``; return ``{metric: results}``."""
        events = dict(events)
        for minute in range(min(events), end):
            if minute in events:
                getattr(self, f"do_{events[minute]}")(minute)
            for clock in self.clocks.values():
                clock.pass_minute(minute, self.stage, works[minute])
        return {metric: clock.finish(end) for metric, clock in self.clocks.items()}

    def do_run(self, minute):
        was_off, self.stage = self.stage == "solve", "run"
        if was_off:
            self.reopen()

    def do_wait(self, minute):
        was_off, self.stage = self.stage == "solve", "wait"
        if was_off:
            self.reopen()

    def reopen(self):
        self.clocks["solved"].target = self.targets[self.priority]
        self.clocks["solved"].resume()
        if not self.is_answered:
            self.clocks["first_reply"].resume()
        if self.is_waiting:
            self.clocks["next_reply"].resume()

    def do_solve(self, minute):
        self.stage = "solve"
        for metric, clock in self.clocks.items():
            clock.end(minute, "met" if metric == "solved" else "cancelled")

    def do_reply(self, minute):
        self.clocks["first_reply"].end(minute, "met")
        self.clocks["next_reply"].end(minute, "met")
        self.is_answered, self.is_waiting = True, False

    def do_mail(self, minute):
        if not self.is_answered or self.is_waiting:
            return
        self.is_waiting = True
        self.clocks["next_reply"].used = 0
        if self.stage != "solve":
            self.clocks["next_reply"].resume()

    def do_target(self, minute):
        self.priority = 1 - self.priority
        self.clocks["solved"].set_target(minute, self.targets[self.priority])
