# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What a campaign added: the difference of two shares, with its interval.

R. G. Newcombe (1998), "Interval estimation for the difference between independent
proportions: comparison of eleven methods", Statistics in Medicine 17, 873-890; his
method 10, made of the two Wilson score intervals.
"""

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054  # two-sided, 95 %


@dataclass(frozen=True)
class Uplift:
    """The difference of two shares and its 95 % interval, all from -1 to 1."""

    difference: float
    low: float
    high: float

    @property
    def is_certain(self):
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def find_wilson_interval(hits, size, z=Z95):
    """Return the Wilson score interval of the share ``hits`` out of ``size``.

    :raises ValueError: when nobody was counted, or more hits than people

    >>> [round(limit, 4) for limit in find_wilson_interval(56, 70)]
    [0.6918, 0.877]
    >>> [round(limit, 4) for limit in find_wilson_interval(0, 10)]
    [0.0, 0.2775]
    >>> find_wilson_interval(1, 0)
    Traceback (most recent call last):
    ...
    ValueError: 1 of 0 is no share
    """
    if size < 1 or not 0 <= hits <= size:
        raise ValueError(f"{hits} of {size} is no share")
    middle = 2 * hits + z * z
    spread = z * sqrt(z * z + 4 * hits * (1 - hits / size))
    whole = 2 * (size + z * z)
    return max((middle - spread) / whole, 0.0), min((middle + spread) / whole, 1.0)


def find_uplift(hits, size, other_hits, other_size, z=Z95):
    """Return the :class:`Uplift` of the first share over the other one.

    Newcombe's example (his table II, method 10), 56 of 70 against 48 of 80:

    >>> found = find_uplift(56, 70, 48, 80)
    >>> [round(value, 4) for value in (found.difference, found.low, found.high)]
    [0.2, 0.0524, 0.3339]
    >>> found.is_certain
    True

    and his 5 of 56 against 0 of 29:

    >>> found = find_uplift(5, 56, 0, 29)
    >>> [round(value, 4) for value in (found.difference, found.low, found.high)]
    [0.0893, -0.0381, 0.1926]
    >>> found.is_certain
    False
    """
    low, high = find_wilson_interval(hits, size, z)
    other_low, other_high = find_wilson_interval(other_hits, other_size, z)
    share, other = hits / size, other_hits / other_size
    difference = share - other
    return Uplift(
        difference,
        difference - sqrt((share - low) ** 2 + (other_high - other) ** 2),
        difference + sqrt((high - share) ** 2 + (other - other_low) ** 2),
    )
