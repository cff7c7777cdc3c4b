# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import ROUND_DOWN, Decimal

POINTS_DIGITS = 2
NOISE_DIGITS = 6


def multiply_points(points, multiplier):
    """Return ``points`` times ``multiplier``, cut to hundredths of a point.

    Loyalty cuts what an amount earns to two digits, towards zero (a return of goods
    earns negative points), and so does this: nobody is given more than was said, in
    either direction. A multiplier of 1 changes nothing at all, not even a third
    digit that a rule of the programme may have given.

    >>> multiply_points(120.0, 2.0)
    240.0
    >>> multiply_points(33.33, 1.5)  # 49.995
    49.99
    >>> multiply_points(-33.33, 1.5)
    -49.99
    >>> multiply_points(0.125, 1.0)
    0.125
    >>> multiply_points(80.0, 0.0)
    0.0

    Binary noise of sums is taken off first; it must not cost a hundredth.

    >>> sum([0.1] * 6), multiply_points(sum([0.1] * 6), 2.0)
    (0.6, 1.2)
    >>> 0.57 * 100, multiply_points(0.57 * 100, 2.0)
    (56.99999999999999, 114.0)

    :raises ValueError: the multiplier is negative or not a number

    >>> multiply_points(10.0, -1.0)
    Traceback (most recent call last):
    ValueError: a points multiplier is 0 or more, not -1.0
    """
    if not multiplier >= 0:
        raise ValueError(f"a points multiplier is 0 or more, not {multiplier}")
    if multiplier == 1:
        return points
    product = _exact(points) * _exact(multiplier)
    step = Decimal(1).scaleb(-POINTS_DIGITS)
    return float(product.quantize(step, rounding=ROUND_DOWN)) + 0.0


def cut_points(points, digits):
    """Return ``points``, cut to ``digits`` decimals towards zero.

    >>> cut_points(33.9, 0), cut_points(-33.9, 0), cut_points(33.339, 2)
    (33.0, -33.0, 33.33)

    Binary noise is taken off first: 0.57 × 100 are 57 points.

    >>> cut_points(0.57 * 100, 0)
    57.0
    """
    step = Decimal(1).scaleb(-digits)
    return float(_exact(points).quantize(step, rounding=ROUND_DOWN)) + 0.0


def count_digits(value):
    """Return how many digits after the point are needed to show ``value``, 0 to 2.

    >>> [count_digits(value) for value in (2.0, 1.5, 1.25, 0.0, 240.1)]
    [0, 1, 2, 0, 1]
    """
    return max(0, -_exact(round(value, POINTS_DIGITS)).normalize().as_tuple().exponent)


def _exact(value):
    return Decimal(repr(round(value, NOISE_DIGITS)))
