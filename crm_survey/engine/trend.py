# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Whether a figure moved between two periods, or only chance did."""

from dataclasses import dataclass
from math import comb, sqrt

from scipy.special import ndtr, stdtr, stdtrit

from .intervals import CONFIDENCE, get_moments, nps_interval, wilson_interval

_TOLERANCE = 1e-9
_MANY = 100


@dataclass(frozen=True)
class Trend:
    """The difference of a figure between two periods, in its unit."""

    change: float | None  #: later less earlier; None when a period has no answers
    low: float | None  #: lower end of the confidence interval of the change
    high: float | None  #: upper end
    p_value: float | None  #: how often chance alone moves it as far, 0 to 1
    is_significant: bool  #: the interval leaves out 0, and neither period is small
    is_small: bool  #: a period has fewer answers than asked for

    @property
    def direction(self):
        """Return 1 or −1 for a move that chance does not explain, else 0."""
        if not self.is_significant:
            return 0
        return 1 if self.change > 0 else -1


def trend_test(before, after, min_count=1, confidence=CONFIDENCE):
    """Return the :class:`Trend` from ``before`` to ``after``.

    Both are counts of answers: ``(promoters, passives, detractors)`` to compare Net
    Promoter Scores, ``(satisfied, others)`` to compare shares such as the CSAT.

    The interval of the change joins the score intervals of the periods: R. G. Newcombe
    (1998), "Interval estimation for the difference between independent proportions",
    Statistics in Medicine 17, 873–890, method 10, and for other figures G. Y. Zou & A.
    Donner (2008), Statistics in Medicine 27, 1693–1702. The p-value is that of the
    normal test with the variance of both periods together.

    All differences are in points (percent). Newcombe's first example, 56 of 70
    against 48 of 80: 0.2000, 0.0524 to 0.3339.

    >>> trend = trend_test((48, 32), (56, 14))
    >>> round(trend.change, 2), round(trend.low, 2), round(trend.high, 2)
    (20.0, 5.24, 33.39)
    >>> trend.is_significant, trend.direction, round(trend.p_value, 4)
    (True, 1, 0.008)
    >>> trend_test((10, 5, 5), (11, 5, 4)).is_significant
    False
    >>> nothing = trend_test((0, 0, 0), (1, 0, 0))
    >>> nothing.change, nothing.is_small
    (None, True)
    """
    if len(before) != len(after) or len(before) not in (2, 3):
        raise ValueError("Compare two shares or two Net Promoter Scores")
    is_small = min(sum(before), sum(after)) < max(min_count, 1)
    if not sum(before) or not sum(after):
        return Trend(None, None, None, None, False, True)
    first, first_low, first_high = _get_figure(before, confidence)
    last, last_low, last_high = _get_figure(after, confidence)
    change = last - first
    low = change - sqrt((last - last_low) ** 2 + (first_high - first) ** 2)
    high = change + sqrt((last_high - last) ** 2 + (first - first_low) ** 2)
    is_significant = not is_small and not low <= 0 <= high
    p_value = _get_p_value(before, after, change / 100)
    return Trend(change, low, high, p_value, is_significant, is_small)


def mean_trend_test(before, after, min_count=1, confidence=CONFIDENCE):
    """Return the :class:`Trend` of a mean, in the unit of the answers.

    Source: B. L. Welch (1947), "The generalization of 'Student's' problem when several
    different population variances are involved", Biometrika 34, 28–35: the periods may
    differ in spread and in size. Where all answers of a period are the same there is
    no spread to go by: R. A. Fisher's (1935) test by rearrangement then says how often
    chance alone would part the answers so; the interval is the change itself.

    :param dict before: ``{answer: how often}``
    :param dict after: the same of the later period

    Student's hours of sleep won with either drug, as R prints for ``t.test(extra ~
    group, sleep)``: p 0.07939, −0.2055 to 3.3655 for the difference of 1.58.

    >>> from collections import Counter
    >>> first = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
    >>> second = (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
    >>> trend = mean_trend_test(Counter(first), Counter(second))
    >>> round(trend.change, 2), round(trend.low, 4), round(trend.high, 4)
    (1.58, -0.2055, 3.3655)
    >>> round(trend.p_value, 5), trend.direction
    (0.07939, 0)
    >>> mean_trend_test({3: 40, 4: 10}, {4: 25, 5: 25}).direction
    1
    >>> mean_trend_test({3: 1}, {5: 9}).is_small
    True
    """
    (n, first, first_variance), (m, last, last_variance) = map(
        get_moments, (before, after)
    )
    if not n or not m:
        return Trend(None, None, None, None, False, True)
    change = last - first
    if min(n, m) <= 1:
        return Trend(change, None, None, None, False, True)
    is_small = min(n, m) < min_count
    spreads = first_variance / n, last_variance / m
    low, high, p_value = (
        _get_welch(change, spreads, (n - 1, m - 1), confidence)
        if sum(spreads) > _TOLERANCE**2
        else (change, change, _get_rearranged(change, n, m))
    )
    is_significant = not is_small and p_value < 1 - confidence
    return Trend(change, low, high, p_value, is_significant, is_small)


def _get_welch(change, spreads, freedoms, confidence):
    """Return the ends of the interval of a change of means, and its p-value.

    ``spreads`` are the squared standard errors of the means, ``freedoms`` their
    degrees of freedom, which Welch (1947), formula 27, joins.
    """
    squared = sum(spreads)
    freedom = squared**2 / sum(
        spread**2 / own for spread, own in zip(spreads, freedoms, strict=True)
    )
    reach = float(stdtrit(freedom, 0.5 + confidence / 2)) * sqrt(squared)
    p_value = 2 * float(stdtr(freedom, -abs(change) / sqrt(squared)))
    return change - reach, change + reach, p_value


def _get_rearranged(change, n, m):
    """Return the p-value of ``n`` answers alike and ``m`` others alike.

    A hundred of each leave chance no part already; more need not be counted out.
    """
    if abs(change) < _TOLERANCE:
        return 1.0
    n, m = int(min(n, _MANY)), int(min(m, _MANY))
    return (2 if n == m else 1) / comb(n + m, n)


def _get_figure(counts, confidence):
    """Return a figure and the ends of its interval, in points."""
    if len(counts) == 3:
        value = 100.0 * (counts[0] - counts[2]) / sum(counts)
        return value, *nps_interval(*counts, confidence)
    low, high = wilson_interval(counts[0], sum(counts), confidence)
    return 100.0 * counts[0] / sum(counts), 100.0 * low, 100.0 * high


def _get_p_value(before, after, change):
    """Return the two-sided p-value of a change, as a share, under equal answers."""
    both = [first + last for first, last in zip(before, after, strict=True)]
    n = sum(both)
    points = (1, 0, -1) if len(both) == 3 else (1, 0)
    mean = sum(p * count for p, count in zip(points, both, strict=True)) / n
    squares = sum(p * p * count for p, count in zip(points, both, strict=True)) / n
    error = sqrt((squares - mean**2) * (1 / sum(before) + 1 / sum(after)))
    return 2 * float(ndtr(-abs(change) / error)) if error > 0 else 1.0
