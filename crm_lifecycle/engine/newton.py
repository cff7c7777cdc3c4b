# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Newton's method for the few positive parameters of a likelihood.

It works on the logarithms of the parameters. Each pass over the data gives value,
gradient and curvature together, so that a fit takes about ten passes where a
quasi-Newton method takes forty. Directions of wrong curvature are turned round
(Dauphin et al. 2014, "saddle-free Newton"), steps are kept in a trust region
(Nocedal & Wright 2006, chapter 4) and inside limits.
"""

from dataclasses import dataclass, replace

import numpy as np

MAX_EVALUATIONS = 100
TOLERANCE = 1e-6  # log-likelihood that the next step would gain
NOISE = 1e-13  # of the log-likelihood: sums of many rows know no better
FIRST_RADIUS = 1.5
LARGEST_RADIUS = 4.0
SMALLEST_RADIUS = 1e-9


@dataclass(frozen=True)
class Optimum:
    """Where the search ended; arrays follow the order of the parameters."""

    parameters: np.ndarray
    value: float
    standard_errors: np.ndarray | None
    at_limit: np.ndarray
    evaluations: int
    converged: bool


@dataclass(frozen=True)
class _Point:
    """Value, gradient and Hessian at the logarithms ``logs``."""

    logs: np.ndarray
    value: float
    gradient: np.ndarray
    hessian: np.ndarray


def maximise(evaluate, start, low, high):
    """Return the :class:`Optimum` of ``evaluate(parameters)``.

    :param evaluate: takes the parameters (k,) and returns value, gradient (k,) and
        Hessian (k, k) by the parameters themselves
    :param start: first parameters, positive; ``low`` and ``high`` limit them

    >>> def evaluate(given):  # a Poisson count of 3 in one unit of time
    ...     (rate,) = given
    ...     value, slope = 3 * np.log(rate) - rate, 3 / rate - 1
    ...     return value, np.array([slope]), np.array([[-3 / rate**2]])
    >>> found = maximise(evaluate, [1.0], [1e-3], [1e3])
    >>> float(found.parameters[0].round(5)), found.converged
    (3.0, True)
    >>> float(found.standard_errors[0].round(3))  # the root of 3
    1.732
    """
    low, high = np.log(low), np.log(high)
    here = _look(evaluate, np.clip(np.log(start), low, high))
    radius, evaluations = FIRST_RADIUS, 1
    step, gain = _step(here, low, high)
    while gain > TOLERANCE + NOISE * abs(here.value):
        if evaluations == MAX_EVALUATIONS or radius < SMALLEST_RADIUS:
            return _optimum(here, low, high, evaluations, converged=False)
        step *= min(1.0, radius / np.abs(step).max())
        logs = _walk(here.logs, step, low, high)
        there = _look(evaluate, logs)
        evaluations += 1
        expected = _foretell(here, logs - here.logs)
        risen = there.value - here.value + NOISE * abs(here.value)
        radius = _next_radius(radius, np.abs(step).max(), risen, expected)
        if risen > 0:  # also False where the value is no number
            here = there
        step, gain = _step(here, low, high)
    # The last step is so short that it is taken without another look.
    logs = np.clip(here.logs + step, low, high)
    here = replace(here, logs=logs, value=here.value + gain)
    return _optimum(here, low, high, evaluations, converged=True)


def _look(evaluate, logs):
    """Evaluate and change over to the logarithms of the parameters."""
    given = np.exp(logs)
    value, gradient, hessian = evaluate(given)
    gradient = gradient * given
    return _Point(
        logs, value, gradient, hessian * np.outer(given, given) + np.diag(gradient)
    )


def _free(here, low, high):
    """Which parameters are not held back by a limit."""
    return ~(
        (here.logs <= low) & (here.gradient <= 0)
        | (here.logs >= high) & (here.gradient >= 0)
    )


def _step(here, low, high):
    """Return the step uphill and the gain of the quadratic model."""
    free = _free(here, low, high)
    step = np.zeros_like(here.logs)
    if not free.any():
        return step, 0.0
    bends, axes = np.linalg.eigh(-here.hessian[np.ix_(free, free)])
    bends = np.maximum(np.abs(bends), 1e-12 * max(1.0, np.abs(bends).max()))
    slopes = axes.T @ here.gradient[free]
    step[free] = axes @ (slopes / bends)
    return step, float((slopes**2 / bends).sum() / 2)


def _walk(logs, step, low, high):
    """Go ``step``, as far as the first limit: its direction is worth keeping."""
    inside = (logs > low) & (logs < high) & (step != 0)
    room = np.where(step > 0, high - logs, low - logs)[inside] / step[inside]
    return np.clip(logs + step * min(1.0, room.min(initial=1.0)), low, high)


def _foretell(here, step):
    """The rise that the quadratic model expects of a step."""
    return step @ here.gradient + step @ here.hessian @ step / 2


def _next_radius(radius, length, risen, expected):
    """Trust the quadratic model more where it foretold the rise, else less."""
    if not risen > 0.25 * expected:
        return length / 4
    if risen > 0.75 * expected:
        return max(radius, min(2 * length, LARGEST_RADIUS))
    return radius


def _optimum(here, low, high, evaluations, converged):
    given = np.exp(here.logs)
    at_limit = (here.logs <= low) | (here.logs >= high)
    errors = None
    if not at_limit.any():
        bends = np.linalg.eigvalsh(-here.hessian)
        if bends[0] > 1e-9 * bends[-1]:
            errors = given * np.sqrt(np.diag(np.linalg.inv(-here.hessian)))
    return Optimum(given, float(here.value), errors, at_limit, evaluations, converged)
