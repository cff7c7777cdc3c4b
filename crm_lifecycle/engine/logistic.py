# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Logistic regression with a small penalty, for weights that a person can read."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from .fit import EngineError

MAX_PASSES = 50
TOLERANCE = 1e-9  # of the largest step


@dataclass(frozen=True)
class LogisticFit:
    """Weights of standardised features: (feature − mean) / scale.

    A weight is the change of the log-odds for one standard deviation, so that weights
    can be compared. A feature that is the same for everybody has weight 0.
    """

    intercept: float
    coefficients: np.ndarray
    standard_errors: np.ndarray
    means: np.ndarray
    scales: np.ndarray
    converged: bool
    passes: int
    n: int


def fit_logistic(features, outcomes, ridge=1.0):
    """Return the :class:`LogisticFit` by reweighted least squares (IRLS).

    Maximises the log-likelihood − ridge/2 · Σ coefficient²; the intercept is free. The
    penalty keeps weights finite where a feature tells the outcomes apart completely.

    :param features: (n, k); ``outcomes`` booleans (n,)
    :raises EngineError: unknown figures; outcomes that are all the same

    >>> months = np.array([[1.0], [2.0], [6.0], [3.0], [8.0], [9.0]])
    >>> found = fit_logistic(months, np.array([0, 0, 0, 1, 1, 1]))
    >>> found.converged, bool(found.coefficients[0] > 0)
    (True, True)
    >>> probability(found, np.array([[1.0], [9.0]])).round(2)
    array([0.28, 0.74])
    """
    features = np.asarray(features, float)
    outcomes = np.asarray(outcomes, float)
    if not np.isfinite(features).all() or not np.isin(outcomes, (0, 1)).all():
        raise EngineError("Some figures of customers are unknown.")
    if not 0 < outcomes.sum() < outcomes.size:
        raise EngineError("All customers have the same outcome.")
    means, scales = features.mean(axis=0), features.std(axis=0)
    scales = np.where(scales > 1e-12 * np.maximum(1, np.abs(means)), scales, np.inf)
    design = np.column_stack([np.ones(len(features)), (features - means) / scales])
    penalty = np.diag([0.0, *np.full(features.shape[1], float(ridge))])
    weights, curvature, passes, converged = _search(design, outcomes, penalty)
    errors = np.sqrt(np.diag(np.linalg.pinv(curvature)))
    return LogisticFit(
        float(weights[0]),
        weights[1:] * np.isfinite(scales),
        errors[1:],
        means,
        np.where(np.isinf(scales), 1.0, scales),
        converged,
        passes,
        outcomes.size,
    )


def _search(design, outcomes, penalty):
    """Newton's steps, halved until the penalised likelihood rises."""
    weights = np.zeros(design.shape[1])
    value = _penalised(design, outcomes, penalty, weights)
    converged, passes = False, 0
    while passes < MAX_PASSES and not converged:
        passes += 1
        chance = expit(design @ weights)
        curvature = (design.T * (chance * (1 - chance))) @ design + penalty
        slope = design.T @ (outcomes - chance) - penalty @ weights
        step = np.linalg.lstsq(curvature, slope, rcond=None)[0]
        reached = _penalised(design, outcomes, penalty, weights + step)
        while reached < value - 1e-12 * abs(value) and np.abs(step).max() > TOLERANCE:
            step = step / 2
            reached = _penalised(design, outcomes, penalty, weights + step)
        weights, value = weights + step, reached
        converged = bool(np.abs(step).max() <= TOLERANCE)
    return weights, curvature, passes, converged


def _penalised(design, outcomes, penalty, weights):
    score = design @ weights
    return (
        outcomes @ score
        - np.logaddexp(0, score).sum()
        - weights @ penalty @ weights / 2
    )


def probability(fit, features):
    """Return the probability (n,) of the outcome for ``features`` (n, k).

    >>> one = np.ones(1)
    >>> even = LogisticFit(0.0, one, one, one, one, True, 1, 2)
    >>> probability(even, np.array([[1.0]]))
    array([0.5])
    """
    standard = (np.asarray(features, float) - fit.means) / fit.scales
    return expit(fit.intercept + standard @ fit.coefficients)
