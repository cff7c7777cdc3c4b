# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Net Promoter Score.

Source: F. F. Reichheld (2003), "The One Number You Need to Grow", Harvard Business
Review 81(12), 46–54: asked how likely they are to recommend, people who answer 9 or
10 are promoters, 7 or 8 passives, 0 to 6 detractors; the score is the percentage of
promoters less the percentage of detractors.
"""

from dataclasses import dataclass

from .scale import Scale

NPS_SCALE = Scale(0, 10)
PROMOTER_FROM = 9
PASSIVE_FROM = 7


def nps_class(value):
    """Return the class of an answer from 0 to 10.

    >>> [nps_class(value)[0] for value in range(11)]
    ['d', 'd', 'd', 'd', 'd', 'd', 'd', 'p', 'p', 'p', 'p']
    >>> nps_class(6), nps_class(7), nps_class(8), nps_class(9)
    ('detractor', 'passive', 'passive', 'promoter')
    >>> nps_class(11)
    Traceback (most recent call last):
    ValueError: Not a whole number from 0 to 10
    """
    value = NPS_SCALE.parse(value)
    if value >= PROMOTER_FROM:
        return "promoter"
    return "passive" if value >= PASSIVE_FROM else "detractor"


@dataclass(frozen=True)
class NetPromoter:
    """The score of a set of answers, with what stands behind it."""

    count: int  #: answers
    value: float | None  #: −100 to 100; None without answers
    is_small: bool  #: fewer answers than asked for: do not show the value alone


def net_promoter(promoters, passives, detractors, min_count=1):
    """Return the :class:`NetPromoter` of so many answers of each class.

    :param int min_count: with fewer answers the result says ``is_small``

    Seven promoters, two passives and one detractor among ten: 70 % − 10 %.

    >>> net_promoter(7, 2, 1)
    NetPromoter(count=10, value=60.0, is_small=False)
    >>> net_promoter(0, 0, 4, min_count=5)
    NetPromoter(count=4, value=-100.0, is_small=True)
    >>> net_promoter(0, 0, 0)
    NetPromoter(count=0, value=None, is_small=True)
    >>> net_promoter(-1, 0, 0)
    Traceback (most recent call last):
    ValueError: A count cannot be negative
    """
    if min(promoters, passives, detractors) < 0:
        raise ValueError("A count cannot be negative")
    count = promoters + passives + detractors
    value = 100.0 * (promoters - detractors) / count if count else None
    return NetPromoter(count=count, value=value, is_small=count < max(min_count, 1))
