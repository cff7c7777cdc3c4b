# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""How sure a figure is: intervals for shares, Net Promoter Scores and means."""

from dataclasses import dataclass
from math import sqrt

from scipy.special import ndtri, stdtrit

CONFIDENCE = 0.95
_STEPS = 60


@dataclass(frozen=True)
class Estimate:
    """A figure of a set of answers, with what stands behind it.

    ``value``, ``low`` and ``high`` have the unit of the figure and are None without
    answers; the ends of a mean are None with a single answer, too.
    """

    count: int  #: answers
    value: float | None
    low: float | None  #: lower end of the confidence interval
    high: float | None  #: upper end
    is_small: bool  #: fewer answers than asked for: say "too few", show no number


def wilson_interval(successes, n, confidence=CONFIDENCE):
    """Return the interval (low, high) of a share, both from 0 to 1; None without n.

    Source: E. B. Wilson (1927), "Probable inference, the law of succession, and
    statistical inference", JASA 22, 209–212: the score interval, without correction
    for continuity; method 3 of R. G. Newcombe (1998), Statistics in Medicine 17,
    857–872, whose first examples are these.

    >>> [round(end, 4) for end in wilson_interval(81, 263)]
    [0.2553, 0.3662]
    >>> [round(end, 4) for end in wilson_interval(0, 20)]
    [0.0, 0.1611]
    >>> wilson_interval(0, 0) is None
    True
    >>> wilson_interval(3, 2)
    Traceback (most recent call last):
    ValueError: Not a count of 2: 3
    """
    if n < 0 or not 0 <= successes <= n:
        raise ValueError(f"Not a count of {n}: {successes}")
    if not n:
        return None
    z = _get_z(confidence)
    share = successes / n
    centre = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = 0.0 if not successes else (centre - spread) / scale
    high = 1.0 if successes == n else (centre + spread) / scale
    return low, high


def nps_interval(promoters, passives, detractors, confidence=CONFIDENCE):
    """Return the interval (low, high) of a Net Promoter Score, −100 to 100, or None.

    The score is a difference of two shares of the same answers, as in paired
    comparisons where promoters and detractors are the two ways to differ. Source:
    T. Tango (1998), "Equivalence test and confidence interval for the difference in
    proportions for the paired-sample design", Statistics in Medicine 17, 891–908: the
    score interval, solved by halving; recommended for this use by B. Rocks (2016),
    "Interval estimation for the 'net promoter score'", The American Statistician
    70(4), 365–372.

    The example of Fagerland, Lydersen & Laake (2014), Statistics in Medicine 33,
    2850–2875: 1 and 7 of 21 differ, −0.517 to −0.026.

    >>> [round(end, 1) for end in nps_interval(1, 13, 7)]
    [-51.7, -2.6]
    >>> [round(end, 1) for end in nps_interval(5, 0, 0)]
    [13.1, 100.0]
    >>> nps_interval(0, 0, 0) is None
    True
    """
    if min(promoters, passives, detractors) < 0:
        raise ValueError("A count cannot be negative")
    n = promoters + passives + detractors
    if not n:
        return None
    z = _get_z(confidence)
    value = (promoters - detractors) / n

    def is_outside(difference):
        error = _get_score_error(promoters, detractors, n, difference)
        return abs(value - difference) > z * error

    low = _find_end(value, -1.0, is_outside)
    high = _find_end(value, 1.0, is_outside)
    return 100.0 * low, 100.0 * high


def _get_z(confidence):
    if not 0 < confidence < 1:
        raise ValueError(f"Not a confidence between 0 and 1: {confidence}")
    return float(ndtri(0.5 + confidence / 2))


def _get_score_error(promoters, detractors, n, difference):
    """Return the standard error of the difference if ``difference`` were the truth.

    Tango (1998): the likeliest share of detractors, given the difference.
    """
    a = 2.0 * n
    b = -promoters - detractors + (2 * n - promoters + detractors) * difference
    c = -detractors * difference * (1 - difference)
    share = (sqrt(max(b * b - 4 * a * c, 0.0)) - b) / (2 * a)
    return sqrt(max(2 * share + difference * (1 - difference), 0.0) / n)


def _find_end(inside, limit, is_outside):
    """Return the difference between ``inside`` and ``limit`` where it turns outside."""
    if not is_outside(limit):
        return limit
    for _step in range(_STEPS):
        middle = (inside + limit) / 2
        if is_outside(middle):
            limit = middle
        else:
            inside = middle
    return inside


def estimate_nps(promoters, passives, detractors, min_count=1, confidence=CONFIDENCE):
    """Return the Net Promoter Score, −100 to 100, as an :class:`Estimate`.

    >>> found = estimate_nps(7, 2, 1)
    >>> found.count, found.value, round(found.low), round(found.high), found.is_small
    (10, 60.0, 5, 86, False)
    """
    ends = nps_interval(promoters, passives, detractors, confidence)
    n = promoters + passives + detractors
    value = 100.0 * (promoters - detractors) / n if n else None
    return _make_estimate(n, value, ends, min_count)


def estimate_share(successes, n, min_count=1, confidence=CONFIDENCE):
    """Return a share in percent as an :class:`Estimate`.

    The CSAT is one: the share of answers in the two best boxes of five.

    >>> found = estimate_share(81, 263)
    >>> round(found.value, 1), round(found.low, 1), round(found.high, 1)
    (30.8, 25.5, 36.6)
    >>> estimate_share(3, 4, min_count=5).is_small
    True
    >>> estimate_share(0, 0)
    Estimate(count=0, value=None, low=None, high=None, is_small=True)
    """
    ends = wilson_interval(successes, n, confidence)
    if ends:
        ends = 100.0 * ends[0], 100.0 * ends[1]
    return _make_estimate(n, 100.0 * successes / n if n else None, ends, min_count)


def estimate_mean(counts, min_count=1, confidence=CONFIDENCE):
    """Return the mean of answers as an :class:`Estimate`, in the answers' unit.

    Source of the interval: Student (1908), "The probable error of a mean", Biometrika
    6, 1–25; its ends may lie beyond the scale.

    :param dict counts: ``{answer: how often}``

    >>> found = estimate_mean({5: 2, 6: 3, 7: 5})
    >>> found.count, found.value, round(found.low, 2), round(found.high, 2)
    (10, 6.3, 5.71, 6.89)
    >>> estimate_mean({4: 1})
    Estimate(count=1, value=4.0, low=None, high=None, is_small=False)
    """
    n, mean, variance = get_moments(counts)
    ends = None
    if n > 1:
        spread = float(stdtrit(n - 1, 0.5 + confidence / 2)) * sqrt(variance / n)
        ends = mean - spread, mean + spread
    return _make_estimate(n, mean, ends, min_count)


def get_moments(counts):
    """Return the number, mean and variance (n − 1) of ``{answer: how often}``."""
    n = sum(counts.values())
    if not n:
        return 0, None, None
    mean = sum(value * count for value, count in counts.items()) / n
    if n == 1:
        return n, mean, None
    squares = sum(count * (value - mean) ** 2 for value, count in counts.items())
    return n, mean, squares / (n - 1)


def _make_estimate(n, value, ends, min_count):
    low, high = ends or (None, None)
    return Estimate(n, value, low, high, is_small=n < max(min_count, 1))


def count_top_two(counts, high):
    """Return how many of ``{answer: how often}`` chose the two best answers.

    >>> count_top_two({1: 4, 3: 2, 4: 10, 5: 20}, high=5)
    30
    """
    return sum(count for value, count in counts.items() if value >= high - 1)
