# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Working minutes: how many lie between two instants, and when so many will be over.

Instants are whole seconds since 1970 in UTC, so that a day with a change of the clocks
is as long as it is. Durations are minutes; they are exact to the second.
"""

from dataclasses import dataclass

import numpy as np

FOREVER = np.iinfo(np.int64).max  # an instant that never comes
_AGES = 2**60  # seconds, on either side of 1970


@dataclass(frozen=True)
class WorkingTime:
    """The stretches in which somebody works, as sorted arrays (n,) that are apart.

    ``totals`` (n + 1,) are the seconds worked before each stretch, and in all.
    """

    starts: np.ndarray
    ends: np.ndarray
    totals: np.ndarray

    @classmethod
    def of(cls, intervals):
        """Return the working time of ``(start, end)`` pairs in any order.

        What overlaps or touches becomes one stretch; what is empty is left out.

        >>> WorkingTime.of([(1000, 1300), (1300, 1600), (0, 600), (30, 60)]).ends
        array([ 600, 1600])
        """
        pairs = np.array(sorted(intervals), dtype=np.int64).reshape(-1, 2)
        pairs = pairs[pairs[:, 0] < pairs[:, 1]]
        ends = np.maximum.accumulate(pairs[:, 1]) if len(pairs) else pairs[:, 1]
        is_new = np.ones(len(pairs), dtype=bool)
        is_new[1:] = pairs[1:, 0] > ends[:-1]
        is_last = np.ones(len(pairs), dtype=bool)
        is_last[:-1] = is_new[1:]
        starts, ends = pairs[is_new, 0], ends[is_last]
        return cls(starts, ends, np.append(0, np.cumsum(ends - starts)))

    def count(self, starts, ends):
        """Return the working minutes from ``starts`` to ``ends``, arrays or numbers.

        What ends before it starts lasts no time.

        >>> nine_to_five = WorkingTime.of([(9 * 3600, 17 * 3600)])
        >>> nine_to_five.count([0, 16 * 3600, 20 * 3600], 18 * 3600).tolist()
        [480.0, 60.0, 0.0]
        """
        seconds = self._get_worked(ends) - self._get_worked(starts)
        return np.maximum(seconds, 0) / 60

    def add(self, instants, minutes):
        """Return when ``minutes`` of work will be over that begins at ``instants``.

        An instant itself when there is nothing left to do; the end of a stretch, not
        the start of the next one, when the work fills it; ``FOREVER`` when the work is
        more than there is time.

        >>> two_days = WorkingTime.of([(9 * 3600, 17 * 3600), (33 * 3600, 41 * 3600)])
        >>> (two_days.add(16 * 3600, [0, 60, 61]) / 3600).round(3).tolist()
        [16.0, 17.0, 33.017]
        >>> bool(two_days.add(0, 961) == FOREVER)
        True
        """
        instants = np.asarray(instants, dtype=np.int64)
        seconds = np.rint(np.asarray(minutes, dtype=float) * 60).astype(np.int64)
        if not len(self.starts):
            return np.where(seconds <= 0, instants, FOREVER)
        goals = self._get_worked(instants) + seconds
        found = np.searchsorted(self.totals[1:], goals, side="left")
        places = np.minimum(found, len(self.starts) - 1)
        reached = self.starts[places] + goals - self.totals[places]
        reached = np.where(found < len(self.starts), reached, FOREVER)
        return np.where(seconds <= 0, instants, reached)

    def _get_worked(self, instants):
        """Return the seconds worked before ``instants``."""
        instants = np.asarray(instants, dtype=np.int64)
        if not len(self.starts):
            return np.zeros_like(instants)
        begun = np.searchsorted(self.starts, instants, side="right")
        last_end = self.ends[np.maximum(begun - 1, 0)]
        unworked = np.maximum(last_end - instants, 0)
        return np.where(begun > 0, self.totals[begun] - unworked, 0)


ALWAYS = WorkingTime.of([(-_AGES, _AGES)])
