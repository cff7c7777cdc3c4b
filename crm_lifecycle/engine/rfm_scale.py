# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Fixed cut points of RFM as people say them, turned into values of the night."""

from itertools import pairwise
from math import floor


def get_recency_cuts(limits, today):
    """Return four ascending cut points on the day number of the last purchase.

    A customer earns the best mark when the last purchase is at most ``limits[0]``
    days ago, the next one up to ``limits[1]``, and so on: then exactly so many cut
    points lie strictly below the day number.

    :param limits: four ascending numbers of days
    :param int today: number of the day, counted as the last purchase is

    >>> get_recency_cuts([30, 60, 120, 240], 1000)
    [759.0, 879.0, 939.0, 969.0]
    """
    return [float(today - floor(days) - 1) for days in reversed(limits)]


def is_ascending(limits):
    """Return whether each limit is larger than the one before it.

    >>> is_ascending([1, 2, 4, 8]), is_ascending([1, 2, 2, 8])
    (True, False)
    """
    return all(low < high for low, high in pairwise(limits))
