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
        value, gradient, hessian = counts.rate_part(*given)
        exposed = given[1] + groups.age
        bought = groups.weights * (given[0] + groups.x)
        value -= bought @ np.log(exposed)
        gradient -= [groups.weights @ np.log(exposed), bought @ (1 / exposed)]
        cross = groups.weights @ (1 / exposed)
        hessian -= [[0, cross], [cross, -(bought @ exposed**-2.0)]]
        return value, gradient, hessian

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
        self.x, place = np.unique(groups.x, return_inverse=True)
        self.weights = np.bincount(place, groups.weights)
        self.n = self.weights.sum()

    def rate_part(self, r, alpha):
        """Sum of ln Γ(r+x) − ln Γ(r) + r ln α with its derivatives by (r, α)."""
        shape = r + self.x
        value = self.weights @ gammaln(shape) + self.n * (
            r * np.log(alpha) - gammaln(r)
        )
        by_r = self.weights @ digamma(shape) + self.n * (np.log(alpha) - digamma(r))
        bend = self.weights @ polygamma(1, shape) - self.n * polygamma(1, r)
        gradient = np.array([by_r, self.n * r / alpha])
        cross = self.n / alpha
        return value, gradient, np.array([[bend, cross], [cross, -cross * r / alpha]])

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
