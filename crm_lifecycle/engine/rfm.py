# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Marks from 1 to 5 for recency, frequency and money, by quantiles or by fixed cuts.

The rule is the one the night applies in SQL: a mark is one more than the number of cut
points that lie strictly below the value, so equal values share a mark.
"""

import numpy as np

FIFTHS = (0.2, 0.4, 0.6, 0.8)


def find_cut_points(values, fractions=FIFTHS):
    """Return the values that part ``values`` (n,) into fifths, as (4,) array.

    A cut point is a value that occurs: the smallest one that at least that fraction
    of all values does not exceed (PostgreSQL's ``percentile_disc``; Hyndman and Fan
    1996, definition 1).

    :raise ValueError: there is no value

    >>> find_cut_points([10, 20, 30, 40, 50]).tolist()
    [10, 20, 30, 40]
    >>> find_cut_points([7, 7, 7]).tolist()
    [7, 7, 7, 7]
    """
    ordered = np.sort(np.asarray(values))
    if not ordered.size:
        raise ValueError("cut points need at least one value")
    ranks = np.ceil(np.asarray(fractions) * ordered.size).astype(int) - 1
    return ordered[ranks]


def get_marks(values, cut_points):
    """Return the mark, 1 to 5, of each of ``values`` (n,) under four cut points.

    >>> get_marks([10, 20, 30, 40, 50], [10, 20, 30, 40]).tolist()
    [1, 2, 3, 4, 5]
    >>> get_marks([7, 7], [7, 7, 7, 7]).tolist()
    [1, 1]
    """
    return 1 + np.searchsorted(np.asarray(cut_points), np.asarray(values), side="left")
