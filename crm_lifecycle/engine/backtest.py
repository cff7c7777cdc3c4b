# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""How good predictions were: what was foretold against what customers then did."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

DECILES = 10


@dataclass(frozen=True)
class Backtest:
    """Figures over the customers known when the prediction was made.

    ``bias`` = Σ predicted / Σ actual − 1; ``mae`` = mean |predicted − actual|;
    ``correlation`` is Pearson's; ``auc`` the probability that a customer who bought was
    ranked above one who did not (equal ranks count half), ``auc_recency`` the same with
    the time since the last purchase alone; ``deciles`` the share of all purchases made
    by each tenth of customers, best predicted first. ``None`` is a figure that does
    not exist, such as the bias when nobody bought.
    """

    n: int
    actual: float
    predicted: float
    bias: float | None
    mae: float | None
    correlation: float | None
    auc: float | None
    auc_recency: float | None
    deciles: list

    def as_dict(self):
        """Return the figures as plain values that go into JSON."""
        return dict(self.__dict__)


def backtest(actual, predicted, idle):
    """Return the :class:`Backtest`.

    :param actual: purchases of each customer in the hold-out (n,)
    :param predicted: what was expected (n,)
    :param idle: time since the last purchase when it was expected (n,)

    >>> found = backtest([0, 0, 1, 3], [0.5, 1.0, 1.0, 2.0], [9, 8, 8, 1])
    >>> found.bias, found.mae, found.auc, found.auc_recency
    (0.125, 0.625, 0.875, 0.875)
    >>> backtest([], [], []).bias is None
    True
    """
    actual, predicted, idle = (
        np.asarray(given, float) for given in (actual, predicted, idle)
    )
    bought = actual > 0
    total = float(actual.sum())
    return Backtest(
        n=actual.size,
        actual=total,
        predicted=float(predicted.sum()),
        bias=float(predicted.sum() / total - 1) if total else None,
        mae=float(np.abs(predicted - actual).mean()) if actual.size else None,
        correlation=_correlation(actual, predicted),
        auc=area_under_curve(bought, predicted),
        auc_recency=area_under_curve(bought, -idle),
        deciles=decile_shares(actual, predicted),
    )


def area_under_curve(positive, score):
    """Return the AUC by ranks, ties by the average rank (Hanley & McNeil 1982).

    :param positive: booleans (n,); ``score`` (n,), high for likely

    >>> area_under_curve(np.array([True, False, True]), np.array([3.0, 1.0, 1.0]))
    0.75
    >>> area_under_curve(np.array([True]), np.array([3.0])) is None
    True
    """
    yes = int(positive.sum())
    no = positive.size - yes
    if not yes or not no:
        return None
    ranks = rankdata(score)
    return float((ranks[positive].sum() - yes * (yes + 1) / 2) / (yes * no))


def decile_shares(actual, predicted):
    """Return the share of ``actual`` in each tenth by ``predicted``, best first.

    Customers with equal predictions share what they bought, so that their order does
    not matter.

    >>> decile_shares(np.array([6.0, 1.0, 3.0]), np.array([1.0, 1.0, 1.0]))
    [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]
    >>> decile_shares(np.zeros(2), np.zeros(2))
    []
    """
    if not actual.sum() > 0:
        return []
    _values, place = np.unique(-predicted, return_inverse=True)
    customers = np.r_[0.0, np.cumsum(np.bincount(place))] / actual.size
    bought = np.r_[0.0, np.cumsum(np.bincount(place, actual))] / actual.sum()
    curve = np.interp(np.arange(DECILES + 1) / DECILES, customers, bought)
    return np.diff(curve).round(6).tolist()


def _correlation(actual, predicted):
    if actual.size < 2 or not np.ptp(actual) or not np.ptp(predicted):
        return None
    return float(np.corrcoef(actual, predicted)[0, 1])
