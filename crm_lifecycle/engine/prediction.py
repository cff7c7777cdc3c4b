# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What customers will do, by the parameters of a fit.

Everything about the future is split in two, so that a database can multiply them::

    expected purchases = expected_if_alive(x, age) · probability_alive(x, recency, age)

The first factor needs no recency: a few thousand different rows stand for a million
customers. Models are told apart by their parameters: with ``a`` and ``b`` customers
leave (MBG/NBD, or BG/NBD where said), without they stay (NBD, simple rule).

The expectation has a closed form with a hypergeometric function that overflows for
customers with many purchases. Here it is the average over the chance p of leaving of
the formula below, whose terms are all positive and below their bounds::

    E[N(t) | p] = (1 − (1 + p t / (α+T))^-(r+x)) / p,   p ~ Beta(a, b+k)
"""

import numpy as np
from scipy.special import expit

from .bg_nbd import SHIFTS

ROWS_AT_ONCE = 2**12
STEP = 0.15  # of the double exponential rule (Takahasi & Mori 1974): seven digits
TIMES_AT_MOST = 8  # of which a discounted sum is made
LOWEST_POWER = 40.0  # e^-40 of the mass is left out at both ends
MONTHS_A_YEAR = 12


def probability_alive(parameters, x, recency, age, model="mbg_nbd"):
    """Return the probability (n,) that a customer has not left yet.

    In units of time of the fit. 1 for models in which nobody leaves. BG/NBD says 1 for
    everybody who bought once: never use it to find who is leaving.

    >>> cdnow = {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}
    >>> probability_alive(cdnow, np.array([0, 2]), np.array([0, 30]), 38.9).round(3)
    array([0.39, 0.7 ])
    """
    x, recency, age = (np.asarray(given, float) for given in (x, recency, age))
    if "a" not in parameters:
        return np.ones(np.broadcast_shapes(x.shape, recency.shape, age.shape))
    r, alpha = parameters["r"], parameters["alpha"]
    chances = parameters["b"] + x + SHIFTS[model] - 1
    can_leave = x + SHIFTS[model] > 0
    odds = np.log(parameters["a"] / np.where(can_leave, chances, 1.0))
    odds = odds + (r + x) * np.log((alpha + age) / (alpha + recency))
    return np.where(can_leave, expit(-odds), 1.0)


def expected_if_alive(parameters, x, age, horizon, model="mbg_nbd"):
    """Return the purchases (n,) expected within ``horizon`` of customers still there.

    ``age`` and ``horizon`` in units of time of the fit. Times
    :func:`probability_alive` this is equation (10) of Fader, Hardie & Lee (2005).

    >>> cdnow = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    >>> purchases = expected_if_alive(cdnow, np.array([2]), 38.86, 39, "bg_nbd")
    >>> alive = probability_alive(cdnow, np.array([2]), 30.43, 38.86, "bg_nbd")
    >>> (purchases * alive).round(3)  # the example of the paper
    array([1.226])
    """
    return _purchases(parameters, x, age, [horizon], np.ones(1), model)


def discounted_if_alive(parameters, x, age, months, month, rate=0.1, model="mbg_nbd"):
    """Return the purchases (n,) of the next months, each worth less the later it is.

    A purchase in month j counts (1 + rate)^-(j/12): rates are per year, steps monthly.

    :param months: how many months, whole number
    :param month: length of a month in units of time of the fit (4.348 weeks)

    >>> nbd = {"r": 1.0, "alpha": 12.0}  # a customer of age 0 buys 1/12 a unit
    >>> discounted_if_alive(nbd, np.array([0]), 0.0, 12, 1.0, rate=0.0).round(6)
    array([1.])
    >>> discounted_if_alive(nbd, np.array([0]), 0.0, 12, 1.0, rate=0.1).round(4)
    array([0.95])
    """
    steps = np.arange(1, months + 1)
    worth = (1 + rate) ** (-steps / MONTHS_A_YEAR)
    # Sum of worth · (N(t) − N(t before)), put together by N(t).
    drops = worth - np.r_[worth[1:], 0.0]
    ends, weights = _fewer_times(steps * month, drops, parameters["alpha"])
    return _purchases(parameters, x, age, ends, weights, model)


def chance_if_alive(parameters, x, age, horizon):
    """Return the probability (n,) that a customer still there buys within ``horizon``.

    Nobody leaves between purchases, so for all models 1 − ((α+T)/(α+T+t))^(r+x). The
    probability of no purchase is 1 − P(alive) · this.

    >>> chance_if_alive({"r": 1.0, "alpha": 10.0}, np.array([0]), 10.0, 20.0)
    array([0.5])
    """
    shape = parameters["r"] + np.asarray(x, float)
    return -np.expm1(-shape * np.log1p(horizon / (parameters["alpha"] + age)))


def lifetime_value(alive, discounted, value, margin_rate):
    """Return the predicted lifetime value (n,): what the next months leave as margin.

    :param alive: P(alive); ``discounted`` purchases if alive; ``value`` of a purchase
    :param margin_rate: part of the value that is earned, 0 to 1

    >>> lifetime_value(0.5, np.array([4.0]), np.array([100.0]), 0.3)
    array([60.])
    """
    return alive * discounted * np.maximum(value, 0.0) * margin_rate


def _fewer_times(ends, weights, alpha):
    """Return few times and weights that give nearly the same sum of a smooth function.

    The expectation is interpolated by a polynomial in ln(α + t) through Chebyshev's
    points, which it follows to six digits, and the polynomial is added up instead.
    """
    if ends.size <= TIMES_AT_MOST:
        return ends, weights
    logs = np.log(alpha + ends)
    middle, half = (logs[0] + logs[-1]) / 2, (logs[-1] - logs[0]) / 2
    points = np.polynomial.chebyshev.chebpts1(TIMES_AT_MOST)
    top = TIMES_AT_MOST - 1
    basis = np.polynomial.chebyshev.chebvander((logs - middle) / half, top)
    inverse = np.linalg.inv(np.polynomial.chebyshev.chebvander(points, top))
    return np.exp(middle + half * points) - alpha, weights @ basis @ inverse


def _purchases(parameters, x, age, ends, weights, model):
    """Weighted sum over ``ends`` of the purchases up to there, if alive (n,)."""
    x, age = np.broadcast_arrays(np.asarray(x, float), np.asarray(age, float))
    asked, x, age = x.shape, x.ravel(), age.ravel()
    shape, exposed = parameters["r"] + x, parameters["alpha"] + age
    ends = np.asarray(ends, float)
    if "a" not in parameters:
        return (shape / exposed * (ends @ weights)).reshape(asked)
    answer = np.empty(x.shape)
    for times in np.unique(x):
        chance, mass = _leaving(parameters, times + SHIFTS[model])
        found = np.flatnonzero(x == times)
        for begin in range(0, found.size, ROWS_AT_ONCE):
            rows = found[begin : begin + ROWS_AT_ONCE]
            answer[rows] = sum(
                weight * _mean_purchases(shape[rows], end / exposed[rows], chance, mass)
                for end, weight in zip(ends, weights, strict=True)
            )
    return answer.reshape(asked)


def _mean_purchases(shape, time, chance, mass):
    """Average of E[N(t) | p] over the chances p (m,) with their mass (m,)."""
    grown = np.log1p(time[:, None] * chance)
    return -np.expm1(-shape[:, None] * grown) @ (mass / chance)


def _leaving(parameters, k):
    """Points p of the beta distribution (a, b+k) and their mass: arrays (m,).

    Trapezoids over u with p = 1 / (1 + e^-(c + sinh u)), c the middle of the mass.
    """
    a, b = parameters["a"], parameters["b"] + k
    middle = np.log(a / b)
    low = -1 - LOWEST_POWER / a
    high = np.log(np.expm1(min((LOWEST_POWER + 2 * a) / b, 700.0))) - middle
    high = max(high, 1 + LOWEST_POWER / b)
    u = np.arange(np.arcsinh(low), np.arcsinh(high) + STEP, STEP)
    odds = np.clip(middle + np.sinh(u), -700, 700)
    logs = -a * np.logaddexp(0, -odds) - b * np.logaddexp(0, odds)
    mass = np.exp(logs - logs.max()) * np.cosh(u)
    kept = mass > 1e-20 * mass.max()
    return expit(odds[kept]), mass[kept] / mass[kept].sum()
