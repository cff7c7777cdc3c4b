# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""How many points will never be used: breakage, from what became of past lots.

Points are followed from the day they are given. Each month of age some are used, some
expire, and of lots that are still young the rest is not known yet (censored). The
shares are those of the Kaplan-Meier estimator with competing risks: E. L. Kaplan and
P. Meier (1958), "Nonparametric estimation from incomplete observations", Journal of
the American Statistical Association 53, 457-481; O. Aalen and S. Johansen (1978), "An
empirical transition matrix for non-homogeneous Markov chains based on censored
observations", Scandinavian Journal of Statistics 5, 141-150. Points stand for persons:
a lot of 200 weighs twice one of 100.
"""

from collections import defaultdict

ENOUGH_LOTS = 30  # lots that were used up or have expired; fewer tell nothing
USED, EXPIRED, OPEN = "used", "expired", "open"


def find_breakage(events, ended_lots, enough=ENOUGH_LOTS):
    """Return ``{age in months: share}`` of open points that will never be used.

    :param events: rows (age in months, what, points); what is ``used``, ``expired`` or
        ``open`` (still there at that age, today)
    :param int ended_lots: lots of which nothing is left
    :return: shares from 0 to 1 by age from 0 to the oldest age seen, or None where
        fewer than ``enough`` lots have ended

    Of 100 points 20 are used at the age of one month and 30 at three; 50 expire at 12:

    >>> curve = find_breakage([(1, USED, 20), (3, USED, 30), (12, EXPIRED, 50)], 40)
    >>> [round(curve[age], 3) for age in (0, 1, 2, 3, 11, 12)]
    [0.5, 0.625, 0.625, 1.0, 1.0, 1.0]

    A lot of today that is still open adds nothing that is known, and changes nothing:

    >>> find_breakage([(1, USED, 50), (2, EXPIRED, 50), (0, OPEN, 900)], 40)[0]
    0.5

    Points that are open when nobody is left to learn from count as never used:

    >>> find_breakage([(1, USED, 60), (6, OPEN, 40)], 40)[0]
    0.4

    >>> find_breakage([(1, USED, 20)], 29) is None
    True
    """
    if ended_lots < enough or not events:
        return None
    sums = defaultdict(float)
    for age, what, points in events:
        sums[age, what] += points
    last = max(age for age, _what in sums)
    curve, lost = {}, 1.0
    at_risk = 0.0
    for age in range(last, -1, -1):
        used, expired = sums[age, USED], sums[age, EXPIRED]
        curve[age] = lost  # of what is still open at the end of this month of age
        at_risk += used + expired + sums[age, OPEN]
        if at_risk > 0:
            lost = (expired + lost * (at_risk - used - expired)) / at_risk
    return curve
