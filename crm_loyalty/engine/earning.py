# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from dataclasses import dataclass

from .points import cut_points, multiply_points

# Events that come with an amount of money and a number of units.
MONEY_EVENTS = ("order_confirmed", "invoice_paid", "nth_purchase", "product")


@dataclass(frozen=True)
class Caps:
    """The most points that a rule gives, per what the field says; 0 is no limit.

    ``total`` is for all customers together.
    """

    event: float = 0.0
    day: float = 0.0
    month: float = 0.0
    person: float = 0.0
    total: float = 0.0


def count_points(rate, base, multiplier, digits):
    """Return the points of one event, cut towards zero; never less than 0.

    :param rate: points for one of ``base``
    :param base: 1, an amount of money or a number of units
    :param multiplier: that of the customer's tier
    :param digits: decimals that the programme counts in

    Three points for each of 19.99; 50 points for a customer who gets half more:

    >>> count_points(3, 19.99, 1.0, 0), count_points(50, 1, 1.5, 0)
    (59.0, 75.0)
    >>> count_points(1, -20, 1.0, 0)
    0.0
    """
    return max(0.0, cut_points(multiply_points(rate * base, multiplier), digits))


def cap_awards(awards, caps, digits, given=(), total=0.0):
    """Return what is left of each award's points under ``caps``, first come first.

    :param awards: list of (customer, day, points), in the order in which they count
    :param given: (customer, day, points) that were given before
    :param total: what was given before to all customers together
    :return: a list of points, as long as ``awards``

    100 a month: the second of January is cut, February starts anew:

    >>> from datetime import date
    >>> days = [date(2026, 1, 5), date(2026, 1, 31), date(2026, 2, 1)]
    >>> cap_awards([(7, day, 60.0) for day in days], Caps(month=100), 0)
    [60.0, 40.0, 60.0]

    What was given before counts; so does the limit for everybody:

    >>> cap_awards([(7, days[1], 60.0)], Caps(day=80), 0, [(7, days[1], 50.0)], 50)
    [30.0]
    >>> cap_awards([(7, days[0], 60.0), (8, days[0], 60.0)], Caps(total=100), 0)
    [60.0, 40.0]
    """
    sums = defaultdict(float, {("total",): total})
    for customer, day, points in given:
        for _cap, key in _get_keys(caps, customer, day)[:-1]:
            sums[key] += points
    kept = []
    for customer, day, points in awards:
        limits = [(cap, key) for cap, key in _get_keys(caps, customer, day) if cap]
        room = [cap - sums[key] for cap, key in limits]
        if caps.event:
            room.append(caps.event)
        left = max(0.0, cut_points(min([points, *room]), digits))
        for _cap, key in limits:
            sums[key] += left
        kept.append(left)
    return kept


def _get_keys(caps, customer, day):
    """Return ``[(cap, what it is counted by)]``, that of everybody last."""
    return [
        (caps.day, ("day", customer, day)),
        (caps.month, ("month", customer, day.year, day.month)),
        (caps.person, ("person", customer)),
        (caps.total, ("total",)),
    ]
