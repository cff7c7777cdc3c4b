# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The arithmetic of clocks against the count of every minute, without a database."""

from datetime import UTC

import numpy as np

from ..engine.service_clock import Stretches, read_clocks
from ..engine.working_time import FOREVER, WorkingTime
from .sla_oracle import OracleClock, make_events


def check_cases(rng, hours, cases, minutes):
    """Return the cases, of ``cases`` random ones, in which the two differ.

    Clocks run, wait, are ended, go on and get other targets within ``minutes``.
    """
    working_times = [get_working_time(one) for one in hours]
    found = []
    for _case in range(cases):
        place = rng.randrange(len(hours))
        works = hours[place].works
        events = [
            (minute, event)
            for minute, event in make_events(rng, minutes - 10)
            if event in ("run", "wait", "solve", "target")
        ]
        targets = rng.randrange(1, 1500), rng.randrange(1, 1500)
        counted = count(events, targets, works, minutes)
        begin = int(hours[place].begin.replace(tzinfo=UTC).timestamp())
        told = read(events, targets, working_times[place], begin, minutes)
        if counted != told:
            found.append((hours[place].zone, events, targets, counted, told))
    return found


def get_working_time(hours):
    """Return an oracle's hours as stretches: one for each minute that counts."""
    begin = int(hours.begin.replace(tzinfo=UTC).timestamp())
    return WorkingTime.of(
        (begin + 60 * minute, begin + 60 * minute + 60)
        for minute, works in enumerate(hours.works)
        if works
    )


def count(events, targets, works, minutes):
    """Return ``(missed, minutes used, deadline)``, minute by minute."""
    clock, stage, place = OracleClock(targets[0], stops_waiting=True), "run", 0
    events = dict(events)
    for minute in range(min(events), minutes):
        event = events.get(minute)
        if event == "target":
            place = 1 - place
            clock.set_target(minute, targets[place])
        elif event:
            stage = event
        clock.pass_minute(minute, stage, works[minute])
    clock.look(minutes)
    return clock.is_missed, clock.used, clock.deadline


def read(events, targets, working_time, begin, minutes):
    """Return the same from the stretches; a change of target counts on from there."""
    state, carried, place = (False, 0.0, None), 0.0, 0
    since = events[0][0]
    changes = [minute for minute, event in events if event == "target"]
    for change in [*changes, minutes]:
        stretches = get_stretches(events, since, change)
        reading = read_clocks(
            Stretches(
                np.zeros(len(stretches), dtype=int),
                np.array([begin + 60 * start for start, _end in stretches], dtype=int),
                np.array(
                    [
                        FOREVER if end is None else begin + 60 * end
                        for _start, end in stretches
                    ],
                    dtype=int,
                ),
                np.zeros(len(stretches), dtype=int),
            ),
            [working_time],
            [targets[place]],
            [carried],
            begin + 60 * change,
        )
        deadline = (int(reading.deadlines[0]) - begin) // 60
        is_known = reading.deadlines[0] < FOREVER and deadline <= minutes
        is_missed = is_known and deadline < change
        used = round(float(reading.elapsed[0]), 6)
        state = (bool(is_missed), used, deadline if is_known else None)
        if not is_missed:
            place, since, carried = 1 - place, change, used
    return state


def get_stretches(events, since, now):
    """Return ``[(start, end)]`` of running from ``since``, as known at ``now``."""
    stages = [(minute, event) for minute, event in events if event != "target"]
    found = []
    for number, (minute, stage) in enumerate(stages):
        following = [*stages, (None, None)][number + 1][0]
        if minute >= now or stage != "run":
            continue
        if following is not None and following > now:
            following = None
        start = max(minute, since)
        if following is None or following > start:
            found.append((start, following))
    return found
