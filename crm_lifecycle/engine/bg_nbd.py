# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""BG/NBD and MBG/NBD: customers buy at a rate of their own until they leave for good.

A customer may leave after each purchase with a probability of their own, beta
distributed (``a``, ``b``); rates are as in the NBD (``r``, ``alpha``). In BG/NBD
(Fader, Hardie & Lee 2005) nobody leaves before the first repeat purchase, in MBG/NBD
(Batislam, Denizel & Filiztekin 2007; Wagner & Hoppe 2008) the first purchase counts
like the others. Both have the likelihood of equation (6) of the former, with k = x or
k = x + 1 chances to leave::

    Γ(r+x) α^r / Γ(r) · B(a, b+k) / B(a, b)
      · ((α+T)^-(r+x) + a / (b+k-1) · (α+t)^-(r+x))          (second term: k > 0)
"""

import time

import numpy as np

from .fit import named_fit
from .nbd import HIGH, LOW, NAMES, PurchaseCounts, start_rates
from .newton import maximise

LEAVE_NAMES = (*NAMES, "a", "b")
START_LEAVING = (0.8, 2.0)
LOWEST_LEAVING, HIGHEST_LEAVING = 1e-3, 1e4
SHIFTS = {"bg_nbd": 0, "mbg_nbd": 1}  # chances to leave before the first repeat
ROWS_AT_ONCE = 2**14  # stay in the processor's cache


def fit_leaving(groups, model="mbg_nbd", start=None):
    """Return the :class:`~.fit.Fit` of ``bg_nbd`` or ``mbg_nbd``, maximum likelihood.

    ``boundary`` tells that a parameter ran into its limit.

    :param groups: :class:`~.purchase_history.Groups`
    :param start: parameters to begin with, such as those of the last fit

    >>> from .purchase_history import group
    >>> few = group([0, 0, 0, 1, 4, 7], [0, 0, 0, 9, 30, 95], [100] * 6, unit_days=1)
    >>> found = fit_leaving(few, "mbg_nbd")
    >>> round(found.log_likelihood, 3), found.converged, found.evaluations < 25
    (-50.619, True, True)
    """
    began = time.perf_counter()
    shift = SHIFTS[model]
    counts = PurchaseCounts(groups)

    def evaluate(given):
        value, gradient, hessian = _mixture(given, groups, shift)
        for part, (more, slope, bend) in (
            (slice(0, 1), counts.repeat_part(given[0])),
            (slice(2, 4), counts.leave_part(*given[2:], shift)),
        ):
            value += more
            gradient[part] += slope
            hessian[part, part] += bend
        return value, gradient, hessian

    if start is None:
        first = (*start_rates(groups), *START_LEAVING)
    else:
        first = [start[name] for name in LEAVE_NAMES]
    found = maximise(
        evaluate,
        first,
        (*LOW, LOWEST_LEAVING, LOWEST_LEAVING),
        (*HIGH, HIGHEST_LEAVING, HIGHEST_LEAVING),
    )
    return named_fit(model, LEAVE_NAMES, found, began, n=counts.n, groups=groups.x.size)


def _mixture(given, groups, shift):
    """Sum of ln(alive + left) over all rows with gradient (4,) and Hessian (4, 4)."""
    value, gradient, hessian = 0.0, np.zeros(4), np.zeros((4, 4))
    for begin in range(0, groups.x.size, ROWS_AT_ONCE):
        rows = slice(begin, begin + ROWS_AT_ONCE)
        part = _mixture_rows(
            given,
            groups.x[rows],
            groups.recency[rows],
            groups.age[rows],
            groups.weights[rows],
            shift,
        )
        value += part[0]
        gradient += part[1]
        hessian += part[2]
    return value, gradient, hessian


def _mixture_rows(given, x, recency, age, weights, shift):
    """The same for some rows: ``alive`` and ``left`` are the two terms' logarithms.

    Both terms take in α^r, as (1 + T/α)^-r · (α+T)^-x: alone it would outgrow them.
    """
    r, alpha, a, b = given
    shape, at_end, at_last = r + x, 1 / (alpha + age), 1 / (alpha + recency)
    chances = b + x + (shift - 1)
    can_leave = x + shift > 0
    chances[~can_leave] = 1.0
    begun = -np.log1p(age / alpha)
    alive = r * begun + x * np.log(at_end)
    wait = np.log(at_last / at_end)
    odds = np.where(can_leave, shape * wait + np.log(a / chances), -np.inf)
    small = np.exp(-np.abs(odds))
    left = np.where(odds > 0, 1.0, small) / (1 + small)  # probability of having left
    value = weights @ (alive + np.maximum(odds, 0) + np.log(1 + small))

    gone = weights * left
    stays = weights - gone
    pace = stays * at_end + gone * at_last
    gradient = np.array(
        [
            weights @ begun + gone @ wait,
            weights.sum() * r / alpha - shape @ pace,
            gone.sum() / a,
            -(gone @ (1 / chances)),
        ]
    )
    # Derivatives of the log-odds; their weighted products are the mixing's curvature.
    slopes = np.stack(
        [wait, shape * (at_end - at_last), np.full_like(x, 1 / a), -1 / chances]
    )
    hessian = (slopes * (gone * (1 - left))) @ slopes.T
    hessian[0, 1] += weights.sum() / alpha - pace.sum()
    hessian[1, 0] += weights.sum() / alpha - pace.sum()
    hessian[1, 1] += shape @ (stays * at_end**2 + gone * at_last**2)
    hessian[1, 1] -= weights.sum() * r / alpha**2
    hessian[2, 2] -= gone.sum() / a**2
    hessian[3, 3] += gone @ chances**-2.0
    return value, gradient, hessian
