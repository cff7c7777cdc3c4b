# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Named customer segments of the RFM grid: which cell belongs to which of eleven.

The names and their order are the ones most RFM tools share. Published tables give
overlapping ranges of recency against the mean of frequency and money; here every cell
has exactly one segment, and a single purchase tells a new customer from a loyal one.
"""

from itertools import product

MARKS = range(1, 6)  # 5 is the best: bought last, most often, most
CELLS = tuple(product(MARKS, repeat=3))  # (recency, frequency, monetary)

# Per recency: the segment of a single purchase, then by depth (see ``get_depth``).
BY_DEPTH = {
    5: ("potential", "potential", "potential", "champions", "champions"),
    4: ("potential", "potential", "potential", "loyal", "champions"),
    3: ("about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"),
    2: ("hibernating", "hibernating", "at_risk", "at_risk", "at_risk"),
    1: ("lost", "lost", "at_risk", "cannot_lose", "cannot_lose"),
}
FRESH = {5: "new", 4: "promising"}  # bought lately, and as rarely as the last fifth


def get_depth(frequency, monetary):
    """Return the mean of two marks from 1 to 5, halves rounded up.

    >>> get_depth(1, 1), get_depth(1, 2), get_depth(5, 4)
    (1, 2, 5)
    """
    return (frequency + monetary + 1) // 2


def get_segment_code(recency, frequency, monetary):
    """Return the code of the segment of one cell; each mark is from 1 to 5.

    :raise KeyError: recency is not from 1 to 5
    :raise IndexError: the mean of frequency and money is above 5

    >>> get_segment_code(5, 5, 5), get_segment_code(5, 1, 5), get_segment_code(1, 5, 4)
    ('champions', 'new', 'cannot_lose')
    >>> len(CELLS), len({get_segment_code(*cell) for cell in CELLS})
    (125, 11)
    """
    if frequency == 1 and recency in FRESH:
        return FRESH[recency]
    return BY_DEPTH[recency][get_depth(frequency, monetary) - 1]
