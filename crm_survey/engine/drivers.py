# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Which questions move a score most."""

from dataclasses import dataclass

import numpy as np

MIN_COUNT = 30
PER_DRIVER = 10
_RESAMPLES = 1000
_SEED = 2000


@dataclass(frozen=True)
class Driver:
    """What one question has to do with the score."""

    weight: float  #: part of the score's variance, 0 to 1; all make ``r_squared``
    share: float  #: the same in percent of what all questions explain
    low: float | None  #: lower end of the share's bootstrap interval
    high: float | None  #: upper end
    correlation: float  #: −1 to 1; negative: who answers more there scores less


@dataclass(frozen=True)
class Drivers:
    """What a set of questions explains of a score; in the order of the columns."""

    count: int  #: complete answers used
    r_squared: float | None  #: part of the variance that is explained, 0 to 1
    drivers: tuple  #: a :class:`Driver` per column, empty without an analysis
    is_small: bool  #: too few answers to rank the questions


def relative_weights(
    X, y, confidence=0.95, min_count=MIN_COUNT, resamples=_RESAMPLES, seed=_SEED
):
    """Return the :class:`Drivers` of ``y`` among the columns of ``X``.

    Source: J. W. Johnson (2000), "A heuristic method for estimating the relative weight
    of predictor variables in multiple regression", Multivariate Behavioral Research
    35(1), 1–19: the questions are turned into their closest uncorrelated counterparts,
    so that questions answered alike share what they explain instead of taking it from
    each other. The intervals are percentiles of a bootstrap over participations (S.
    Tonidandel, J. M. LeBreton & J. W. Johnson (2009), Psychological Methods 14(4)).

    :param X: answers, one row a participation, one column a question; NaN: not answered
    :param y: the score of each participation
    :param int min_count: fewer complete rows, or fewer than 10 for each question, are
        too few: ``is_small``, and no drivers
    :raises ValueError: when the shapes do not fit

    Two unrelated questions: weights are squared correlations, 0.8 and 0.2.

    >>> a, b = np.tile([1, 1, -1, -1], 10), np.tile([1, -1, 1, -1], 10)
    >>> found = relative_weights(np.column_stack([a, b]), 2 * a + b)
    >>> [round(driver.weight, 6) for driver in found.drivers], round(found.r_squared, 6)
    ([0.8, 0.2], 1.0)
    >>> relative_weights([[1], [2]], [1, 2])
    Drivers(count=2, r_squared=None, drivers=(), is_small=True)
    """
    X, y = _get_complete(X, y)
    n, columns = X.shape
    if n < max(min_count, PER_DRIVER * columns) or not columns or not np.ptp(y):
        return Drivers(n, None, (), is_small=True)
    weights, correlations = _weigh(X, y)
    total = weights.sum()
    low, high = _bootstrap(X, y, confidence, resamples, seed)
    return Drivers(
        n,
        float(total),
        tuple(
            Driver(
                float(weights[column]),
                float(100 * weights[column] / total) if total else 0.0,
                float(low[column]),
                float(high[column]),
                float(correlations[column]),
            )
            for column in range(columns)
        ),
        is_small=False,
    )


def _get_complete(X, y):
    """Return the rows of which everything is known, as arrays."""
    X, y = np.asarray(X, float), np.asarray(y, float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError("One row of answers for each score is needed")
    is_complete = np.isfinite(X).all(axis=1) & np.isfinite(y)
    return X[is_complete], y[is_complete]


def _weigh(X, y):
    """Return the relative weights and the correlations with ``y``, by column.

    A question that everybody answered alike explains nothing.
    """
    weights, correlations = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    (kept,) = np.nonzero(np.ptp(X, axis=0))
    if not len(kept) or not np.ptp(y):
        return weights, correlations
    table = np.corrcoef(np.column_stack([X[:, kept], y]), rowvar=False)
    among, outcome = table[:-1, :-1], table[:-1, -1]
    values, vectors = np.linalg.eigh(among)
    values = np.clip(values, 0.0, None)
    # "among" squared-root: the loadings of the questions on uncorrelated ones.
    loadings = (vectors * np.sqrt(values)) @ vectors.T
    slopes = np.linalg.pinv(loadings, rcond=1e-6, hermitian=True) @ outcome
    weights[kept] = loadings**2 @ slopes**2
    correlations[kept] = outcome
    return weights, correlations


def _bootstrap(X, y, confidence, resamples, seed):
    """Return the ends of the intervals of the shares, in percent, by column."""
    rng = np.random.default_rng(seed)
    shares = np.empty((resamples, X.shape[1]))
    for resample in range(resamples):
        rows = rng.integers(0, len(y), len(y))
        weights, _correlations = _weigh(X[rows], y[rows])
        total = weights.sum()
        shares[resample] = 100 * weights / total if total else 0.0
    tail = (1 - confidence) / 2
    return np.quantile(shares, [tail, 1 - tail], axis=0)
