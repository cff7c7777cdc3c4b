# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Where the bars of a histogram begin, so that skewed figures can be read too."""

from math import exp, log

BARS = 50


def get_score_edges(bars=BARS):
    """Return where each of ``bars`` equal bars between 0 and 100 begins.

    >>> get_score_edges(4)
    [0.0, 25.0, 50.0, 75.0]
    """
    return [100.0 * place / bars for place in range(bars)]


def get_money_edges(low, high, bars=BARS):
    """Return where each bar of amounts begins, wider and wider by a fixed factor.

    Few customers bring much and many bring little: only in steps of a factor are both
    to be seen. What lies below the second edge belongs to the first bar.

    :param low: the least amount that is worth a bar of its own
    :param high: the greatest amount, or None when nobody bought
    :return: up to ``bars`` edges, rising; none when nobody bought

    >>> get_money_edges(1, 16, 4)
    [1.0, 2.0, 4.0, 8.0]
    >>> get_money_edges(20, 20)
    [20.0]
    >>> get_money_edges(-5, 0)
    [0.0]
    >>> get_money_edges(None, None)
    []
    """
    if high is None:
        return []
    if high <= 0:
        return [float(high)]
    low = min(max(low or 0.0, high / 1e6), high)
    if low >= high:
        return [float(high)]
    step = log(high / low) / bars
    return [round(low * exp(step * place), 6) for place in range(bars)]
