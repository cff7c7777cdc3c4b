# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What would change a customer's tier: how much is missing, and until when.

Amounts are in the company's currency; ``step`` is the smallest difference there is of
a figure: a cent, a day, a tenth of a point. Days are ``datetime.date``.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from dateutil.relativedelta import relativedelta

from .policy_check import GROUP_MEASURES

RANKED = (*GROUP_MEASURES, "rank_percent")  # measures that give a place in the rank
OWN_SHARES = {  # what an own share is a part of, and what makes it larger
    "own_revenue_share": ("revenue", "spend"),
    "own_clv_share": ("clv", "margin"),
}
TOLERANCE = 1e-6  # of a step: what floating point may add to it


@dataclass(frozen=True)
class Demand:
    """What a criterion asks of one figure; bounds that are not set are open."""

    value: float
    least: float | None = None  # value >= least
    above: float | None = None  # value > above
    below: float | None = None  # value < below
    step: float = 0.01


@dataclass(frozen=True)
class Fall:
    """The first day on which a figure is too low, and the purchase that is missed."""

    day: date
    purchase_day: date


def get_gap(demand):
    """Return by how much the figure must change at least; 0.0 when it is met.

    A negative number says by how much it must fall.

    >>> get_gap(Demand(800, least=1000)), get_gap(Demand(1000, least=1000))
    (200.0, 0.0)
    >>> get_gap(Demand(1000, above=1000)), get_gap(Demand(2, above=4.5, step=1))
    (0.01, 3.0)
    >>> get_gap(Demand(90, below=60, step=1))
    -31.0
    """
    steps = 0
    if demand.least is not None:
        steps = max(steps, _count_steps(demand.least - demand.value, demand.step))
    if demand.above is not None:
        missing = (demand.above - demand.value) / demand.step
        steps = max(steps, int((missing + TOLERANCE) // 1) + 1)
    if not steps and demand.below is not None:
        excess = (demand.value - demand.below) / demand.step
        steps = min(0, -int((excess + TOLERANCE) // 1) - 1)
    return float(round(steps * demand.step, 10))


def _count_steps(amount, step):
    return max(0, ceil(amount / step - TOLERANCE))


def get_share_gap(value, total, percent, step=0.01):
    """Return what must be added for ``value`` to be ``percent`` of all, or None.

    What is added to the value is added to the total, too: a customer who buys more
    makes the sales larger of which the share is taken.

    >>> get_share_gap(100, 1000, 20)  # (100 + 125) / (1000 + 125) = 20 %
    125.0
    >>> get_share_gap(300, 1000, 20), get_share_gap(0, 10, 100)
    (0.0, None)
    """
    share = percent / 100.0
    if value >= share * total:
        return 0.0
    if share >= 1:
        return None
    missing = (share * total - value) / (1 - share)
    return float(round(_count_steps(missing, step) * step, 10))


def get_end_of_window(day, months):
    """Return the first day on which a purchase of ``day`` no longer counts.

    >>> get_end_of_window(date(2024, 3, 3), 12)
    datetime.date(2025, 3, 3)
    >>> get_end_of_window(date(2024, 1, 31), 1)  # 28 and 29 February still count it
    datetime.date(2024, 3, 1)
    """
    end = day + relativedelta(months=months)
    return end if end - relativedelta(months=months) >= day else end + timedelta(1)


def get_first_day(day, months):
    """Return the first day whose purchases still count on ``day``.

    >>> get_first_day(date(2025, 3, 3), 12)
    datetime.date(2024, 3, 4)
    """
    return day - relativedelta(months=months) + timedelta(1)


def get_leaving(events, months, today):
    """Return what leaves the window after ``today``: ``[(day, purchase day, sum)]``.

    :param events: ``[(day, amount)]``, in any order; later ones do not count yet
    :return: soonest first; purchases of one day leave together

    >>> bought = [(date(2024, 1, 5), 60.0), (date(2023, 12, 1), 30.0)]
    >>> get_leaving(bought, 12, date(2024, 12, 31))
    [(datetime.date(2025, 1, 5), datetime.date(2024, 1, 5), 60.0)]
    """
    sums = defaultdict(float)
    for day, amount in events:
        if day <= today < get_end_of_window(day, months):
            sums[day] += amount
    return sorted(
        (get_end_of_window(day, months), day, amount) for day, amount in sums.items()
    )


def get_value_on(day, value, leaving):
    """Return the figure on ``day`` if nothing is bought from now on.

    >>> get_value_on(date(2025, 1, 5), 100.0, [(date(2025, 1, 5), None, 60.0)])
    40.0
    """
    return value - sum(amount for gone_on, _day, amount in leaving if gone_on <= day)


def find_fall(value, least, leaving):
    """Return the :class:`Fall` below ``least`` if nothing is bought, or None.

    >>> leaving = [(date(2025, 1, 5), date(2024, 1, 5), 60.0)]
    >>> find_fall(100.0, 50.0, leaving)
    Fall(day=datetime.date(2025, 1, 5), purchase_day=datetime.date(2024, 1, 5))
    >>> find_fall(100.0, 40.0, leaving)
    """
    for gone_on, purchase_day, amount in leaving:
        value -= amount
        if value < least - TOLERANCE:
            return Fall(gone_on, purchase_day)
    return None


def get_points(value, cut_points, most):
    """Return the points of a value: a quarter of ``most`` per cut point below it.

    >>> get_points(60.0, [10, 20, 50, 90], 40.0), get_points(10.0, [10, 20], 40.0)
    (30.0, 0.0)
    """
    return most / 4.0 * sum(value > cut for cut in cut_points)


def get_next_cut(value, cut_points):
    """Return the cut point that the value must exceed for more points, or None.

    Equal cut points are passed together.

    >>> get_next_cut(15, [10, 20, 20, 90]), get_next_cut(99, [10, 20, 20, 90])
    (20, None)
    """
    return min((cut for cut in cut_points if cut >= value), default=None)
