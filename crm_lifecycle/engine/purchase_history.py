# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Purchases put together to what the lifetime models need of each customer.

Days are whole numbers (any origin); several purchases of a customer on one day are one
repeat purchase, as in Fader, Hardie & Lee (2005). ``x`` is the number of days with a
purchase after the first, ``recency`` the time from the first to the last of them,
``age`` the time from the first to the end of the observation.
"""

from dataclasses import dataclass

import numpy as np

from .fit import EngineError

LARGEST = 2**20  # purchases and days of one customer; three of them fit into 63 bits


@dataclass(frozen=True)
class Groups:
    """Customers with equal figures, once: float arrays of the same length."""

    x: np.ndarray
    recency: np.ndarray
    age: np.ndarray
    weights: np.ndarray

    @property
    def n(self):
        """The number of customers."""
        return float(self.weights.sum())


@dataclass(frozen=True)
class History:
    """One row a customer, in the order of ``customers``: arrays of one length.

    ``mean`` is the average amount of a repeat day, NaN without repeat days.
    """

    customers: np.ndarray
    x: np.ndarray
    recency_days: np.ndarray
    age_days: np.ndarray
    mean: np.ndarray


def group(x, recency_days, age_days, unit_days=7, weights=None):
    """Return the :class:`Groups` of customers, their times in units of ``unit_days``.

    The likelihood sees a customer only by these three numbers, so equal customers are
    looked at once: nothing is rounded and the order does not matter.

    :raises EngineError: no customer; figures that are no whole numbers from 0; a last
        purchase after the end

    >>> found = group([0, 2, 0], [0, 14, 0], [21, 21, 21])
    >>> found.x.tolist(), found.recency.tolist(), found.age.tolist()
    ([0.0, 2.0], [0.0, 2.0], [3.0, 3.0])
    >>> found.weights.tolist()
    [2.0, 1.0]
    """
    columns = [_whole(column) for column in (x, recency_days, age_days)]
    x, recency, age = columns
    if not x.size:
        raise EngineError("There is no customer.")
    if (recency > age).any():
        raise EngineError("A customer's last purchase is after the end.")
    if ((x == 0) != (recency == 0)).any():
        raise EngineError("Repeat purchases and the time between them contradict.")
    keys = (x * LARGEST + age) * LARGEST + recency
    keys, weights = _count(keys, weights)
    return Groups(
        (keys // LARGEST**2).astype(float),
        keys % LARGEST / unit_days,
        keys // LARGEST % LARGEST / unit_days,
        weights,
    )


def _whole(column):
    """Return ``column`` as whole numbers."""
    column = np.asarray(column)
    if column.dtype.kind not in "iu":
        column = column.astype(float)
        if not np.isfinite(column).all() or (column != np.floor(column)).any():
            raise EngineError("Purchases and days are to be whole numbers.")
    if column.size and (column.min() < 0 or column.max() >= LARGEST):
        raise EngineError(f"Purchases and days are to be from 0 to {LARGEST}.")
    return column.astype(np.int64)


def _count(keys, weights):
    """Return the different keys and how many customers have each."""
    if weights is None:
        keys = np.sort(keys)
        first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
        return keys[first], np.diff(np.r_[first, keys.size]).astype(float)
    keys, inverse = np.unique(keys, return_inverse=True)
    return keys, np.bincount(inverse, np.asarray(weights, float))


def build_history(customers, days, amounts, end):
    """Return the :class:`History` of purchases up to and including the day ``end``.

    :param customers: array (m,) of numbers or texts; ``days`` whole numbers (m,);
        ``amounts`` (m,), those of one day are added up
    :param end: the last day observed; later purchases are not seen

    >>> found = build_history(["a", "b", "a", "a"], [3, 5, 10, 10], [9, 8, 5, 2], 24)
    >>> found.customers.tolist(), found.x.tolist(), found.age_days.tolist()
    (['a', 'b'], [1, 0], [21, 19])
    >>> found.recency_days.tolist(), found.mean.tolist()
    ([7, 0], [7.0, nan])
    """
    days = np.asarray(days, np.int64)
    seen = days <= end
    names, owner = np.unique(np.asarray(customers)[seen], return_inverse=True)
    days, amounts = days[seen], np.asarray(amounts, float)[seen]
    if not days.size:
        empty = np.zeros(0, np.int64)
        return History(names, empty, empty, empty, np.zeros(0))
    origin = days.min()
    span = int(end - origin) + 1
    keys, place = np.unique(owner * span + (days - origin), return_inverse=True)
    totals = np.bincount(place, amounts)
    owner, days = np.divmod(keys, span)
    first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    last = np.r_[first[1:], owner.size] - 1
    x = last - first
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (np.bincount(owner, totals) - totals[first]) / np.where(x, x, np.nan)
    return History(names, x, days[last] - days[first], span - 1 - days[first], mean)


def count_days(customers, days, start, end, wanted):
    """Return how many days with a purchase from ``start`` to ``end`` each has (n,).

    :param wanted: the customers to answer for, sorted as in :class:`History`

    >>> count_days(["a", "a", "b"], [7, 7, 8], 7, 8, np.array(["a", "c"])).tolist()
    [1, 0]
    """
    customers, days = np.asarray(customers), np.asarray(days, np.int64)
    places = np.searchsorted(wanted, customers)
    places[places == len(wanted)] = 0
    chosen = (days >= start) & (days <= end) & (wanted[places] == customers)
    span = int(end - start) + 1
    keys = np.unique(places[chosen] * span + (days[chosen] - start))
    return np.bincount(keys // span, minlength=len(wanted))
