# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Clocks of promises, read from the stretches of time in which they ran."""

from dataclasses import dataclass

import numpy as np

from .working_time import FOREVER


@dataclass(frozen=True)
class Stretches:
    """Time in which clocks run, as arrays (m,), sorted by clock and by start.

    ``clocks`` are places of clocks from 0 on, ``hours`` places of working times.
    Instants are seconds UTC; a stretch that lasts ends at ``FOREVER``, and no other
    stretch of its clock follows.
    """

    clocks: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    hours: np.ndarray


@dataclass(frozen=True)
class Reading:
    """What clocks say, as arrays (n,): minutes, and instants in seconds UTC.

    ``used`` are the working minutes up to ``running_since``, which is ``FOREVER`` for a
    clock that stands still. ``deadlines`` are ``FOREVER`` while they are not known: the
    clock stands still in time, or there is never enough working time.
    """

    used: np.ndarray
    running_since: np.ndarray
    deadlines: np.ndarray
    elapsed: np.ndarray


def read_clocks(stretches, working_times, targets, carried, now):
    """Return the ``Reading`` at ``now`` of clocks with ``targets`` (n,) in minutes.

    The deadline is the instant at which the working minutes reach the target while the
    clock runs, in whichever stretch that is. ``carried`` (n,) are minutes from before
    the first stretch; ``working_times`` are what ``stretches.hours`` count.

    >>> from .working_time import WorkingTime
    >>> hour = 3600
    >>> office = WorkingTime.of([(9 * hour, 17 * hour), (33 * hour, 41 * hour)])
    >>> waited = Stretches(  # one clock, which stands still from 10 to 16 o'clock
    ...     np.array([0, 0]),
    ...     np.array([9 * hour, 16 * hour]),
    ...     np.array([10 * hour, FOREVER]),
    ...     np.array([0, 0]),
    ... )
    >>> read = read_clocks(waited, [office], [150], [0], 20 * hour)
    >>> read.used.tolist(), read.elapsed.tolist(), (read.deadlines / hour).tolist()
    ([60.0], [120.0], [33.5])
    """
    targets, carried = np.asarray(targets, float), np.asarray(carried, float)
    lasts = stretches.ends == FOREVER
    worked = np.zeros(len(stretches.clocks))
    ends = np.where(lasts, np.maximum(stretches.starts, now), stretches.ends)
    for place, working_time in enumerate(working_times):
        mine = stretches.hours == place
        worked[mine] = working_time.count(stretches.starts[mine], ends[mine])
    before = _sum_before(stretches.clocks, worked) + carried[stretches.clocks]
    left = targets[stretches.clocks] - before
    reached = np.full(len(worked), FOREVER)
    for place, working_time in enumerate(working_times):
        mine = stretches.hours == place
        reached[mine] = working_time.add(stretches.starts[mine], left[mine])

    running_since = np.full(len(targets), FOREVER)
    running_since[stretches.clocks[lasts]] = stretches.starts[lasts]
    elapsed = carried + np.bincount(stretches.clocks, worked, len(targets))
    used = elapsed.copy()
    used[stretches.clocks[lasts]] = before[lasts]
    return Reading(
        used,
        running_since,
        _find_first(stretches.clocks, reached, reached < stretches.ends, len(targets)),
        elapsed,
    )


def _sum_before(clocks, worked):
    """Return what each clock had worked before each of its stretches."""
    seconds = np.rint(worked * 60)
    total = np.cumsum(seconds) - seconds
    is_first = np.ones(len(clocks), dtype=bool)
    is_first[1:] = clocks[1:] != clocks[:-1]
    first = np.maximum.accumulate(np.where(is_first, np.arange(len(clocks)), 0))
    return (total - total[first]) / 60


def _find_first(clocks, instants, is_wanted, count):
    """Return the first wanted instant of each clock, else ``FOREVER``."""
    found = np.full(count, FOREVER)
    wanted = clocks[is_wanted]
    owners, places = np.unique(wanted, return_index=True)
    found[owners] = instants[is_wanted][places]
    return found
