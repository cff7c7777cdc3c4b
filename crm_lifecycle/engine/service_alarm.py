# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""When a warning may be given: in service hours, never in the past of now.

Instants are whole seconds since 1970 in UTC; a stretch of work ends before its end.
"""

import numpy as np

from .working_time import FOREVER


def find_open(hours, instants):
    """Return the instants themselves, or when work begins next.

    At the very end of a stretch work is over; where there is no work any more, the
    instants stay: better a warning at a bad hour than none.

    :param hours: an ``engine.working_time.WorkingTime``
    :param instants: seconds (n,)

    >>> from .working_time import WorkingTime
    >>> days = WorkingTime.of([(9 * 3600, 17 * 3600), (33 * 3600, 41 * 3600)])
    >>> (find_open(days, np.array([8, 9, 16, 17, 50]) * 3600) // 3600).tolist()
    [9, 9, 16, 33, 50]
    """
    instants = np.asarray(instants, dtype=np.int64)
    if not len(hours.starts):
        return instants
    places = np.searchsorted(hours.ends, instants, side="right")
    starts = hours.starts[np.minimum(places, len(hours.starts) - 1)]
    opened = np.maximum(instants, starts)
    return np.where(places < len(hours.starts), opened, instants)


def find_alarm(hours, due, now):
    """Return when warnings that are ``due`` may be given in ``hours``, from now on.

    :param due: seconds (n,); ``FOREVER`` stays
    :return: seconds (n,); those up to ``now`` are to be given at once

    >>> from .working_time import WorkingTime
    >>> day = WorkingTime.of([(9 * 3600, 17 * 3600), (33 * 3600, 41 * 3600)])
    >>> late_night, noon = 23 * 3600, 36 * 3600
    >>> (find_alarm(day, np.array([12 * 3600, 34 * 3600]), late_night) // 3600).tolist()
    [33, 34]
    >>> (find_alarm(day, np.array([12 * 3600, 40 * 3600]), noon) // 3600).tolist()
    [36, 40]
    """
    alarms = find_open(hours, np.maximum(due, now))
    return np.where(due == FOREVER, FOREVER, alarms)
