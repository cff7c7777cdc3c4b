# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""NBD: every customer buys at a steady rate of their own and nobody leaves.

Purchases are Poisson, rates gamma distributed with shape ``r`` and scale ``alpha`` (in
units of time): Ehrenberg (1959). It stands in where no leaving can be seen.
"""

import time

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from .fit import named_fit
from .newton import maximise

NAMES = ("r", "alpha")
LOW = (1e-4, 1e-6)
HIGH = (1e4, 1e9)


def fit_nbd(groups):
    """Return the :class:`~.fit.Fit` of the NBD by maximum likelihood.

    :param groups: :class:`~.purchase_history.Groups`

    >>> from .purchase_history import group
    >>> found = fit_nbd(group([0, 1, 2, 8], [0, 9, 20, 99], [100] * 4, unit_days=1))
    >>> {name: round(value, 4) for name, value in found.parameters.items()}
    {'r': 0.9279, 'alpha': 33.7433}
    """
    began = time.perf_counter()
    counts = PurchaseCounts(groups)

    def evaluate(given):
        r, alpha = given
        exposed = alpha + groups.age
        value, slope, bend = counts.repeat_part(r)
        ages = groups.weights @ np.log1p(groups.age / alpha)
        value -= r * ages + (groups.weights * groups.x) @ np.log(exposed)
        shape = groups.weights * (r + groups.x)
        cross = counts.n / alpha - groups.weights @ (1 / exposed)
        gradient = [slope - ages, counts.n * r / alpha - shape @ (1 / exposed)]
        steep = shape @ exposed**-2.0 - counts.n * r / alpha**2
        return value, np.array(gradient), np.array([[bend, cross], [cross, steep]])

    found = maximise(evaluate, start_rates(groups), LOW, HIGH)
    return named_fit("nbd", NAMES, found, began, n=counts.n, groups=groups.x.size)


def start_rates(groups):
    """Return ``r`` and ``alpha`` by the method of moments, kept within reason.

    >>> from .purchase_history import group
    >>> start_rates(group([0, 4], [0, 9], [10, 10], unit_days=1))
    (2.0, 10.0)
    """
    bought, exposed = groups.weights @ groups.x, groups.weights @ groups.age
    rate = max(bought, 0.5) / max(exposed, 1e-6)
    foreseen = rate * groups.age
    spread = groups.weights @ ((groups.x - foreseen) ** 2 - foreseen)
    spread /= max(groups.weights @ foreseen**2, 1e-12)
    r = float(1 / np.clip(spread, 0.1, 10))
    return r, r / float(rate)


class PurchaseCounts:
    """How many customers made each number of purchases: all the gamma functions see."""

    def __init__(self, groups):
        """Count the customers of each ``x``, and those with more than each step."""
        self.x, place = np.unique(groups.x, return_inverse=True)
        self.weights = np.bincount(place, groups.weights)
        self.n = self.weights.sum()
        self.steps = np.arange(self.x[-1])  # each before another purchase
        at_most = np.searchsorted(self.x, self.steps, side="right")
        self.beyond = self.n - np.append(0.0, np.cumsum(self.weights))[at_most]

    def repeat_part(self, r):
        """Sum of ln Γ(r+x) − ln Γ(r) with its first and second derivative by ``r``.

        Γ(r+x) / Γ(r) is the product of r + j for j below x. Two gamma functions
        would leave nothing of the difference where ``r`` is large, as it becomes
        among customers who are all alike.
        """
        rates = 1 / (r + self.steps)
        return (
            -(self.beyond @ np.log(rates)),
            self.beyond @ rates,
            -(self.beyond @ rates**2),
        )

    def leave_part(self, a, b, shift):
        """Sum of ln B(a, b+k) − ln B(a, b) with slopes by (a, b); k = x + shift."""
        k = self.x + shift

        def total(function):
            parts = [function(value) for value in (a + b, a + b + k, b, b + k)]
            joint = self.n * parts[0] - self.weights @ parts[1]
            return joint, self.weights @ parts[3] - self.n * parts[2]

        value, slope, bend = map(
            total, (gammaln, digamma, lambda given: polygamma(1, given))
        )
        gradient = np.array([slope[0], sum(slope)])
        hessian = np.full((2, 2), bend[0])
        hessian[1, 1] += bend[1]
        return sum(value), gradient, hessian
