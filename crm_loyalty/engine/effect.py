# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What a programme changed: members against the non-members most like them.

Each member is paired with the nearest non-member by what was known *before* joining,
each non-member at most once, and only within a calliper: members without a likeness
are left out rather than compared with anybody. P. R. Rosenbaum and D. B. Rubin (1985),
"Constructing a control group using multivariate matched sampling methods that
incorporate the propensity score", The American Statistician 39, 33-38. The difference
is that within pairs, with its t interval: P. C. Austin (2011), "An introduction to
propensity score methods for reducing the effects of confounding in observational
studies", Multivariate Behavioral Research 46, 399-424.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

ENOUGH_PAIRS = 30
CALLIPER = 0.5  # standard deviations per figure, on average
SEED = 6


@dataclass(frozen=True)
class Crowd:
    """Customers to be paired: figures known before, and who may meet whom.

    ``figures`` is an array (customers, figures); pairs are only made within one of
    ``strata``; rows of one of ``names`` are the same customer at several times.
    """

    figures: np.ndarray
    strata: list
    names: list


@dataclass(frozen=True)
class Effect:
    """Means of both groups, their difference within pairs and its 95 % interval."""

    members: float
    others: float
    difference: float
    low: float
    high: float
    pairs: int

    @property
    def is_certain(self):
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def match(members, others, calliper=CALLIPER, seed=SEED):
    """Return the pairs as two arrays of row numbers, of members and of others.

    Figures are standardised by the mean and deviation of everybody; a figure in which
    nobody differs counts nothing. Members are served in an order drawn from ``seed``,
    so that the same data give the same pairs.

    :param Crowd members: each customer once
    :param Crowd others: non-members
    :param float calliper: the largest distance of a pair, in standard deviations per
        figure (root mean square)

    >>> def crowd(figures, strata=None, names=None):
    ...     rows = len(figures)
    ...     figures = np.array(figures).reshape(rows, 1)
    ...     return Crowd(figures, strata or ["May"] * rows, names or list(range(rows)))
    >>> mine, theirs = match(crowd([10.0, 50.0, 900.0]), crowd([52.0, 11.0, 49.0]))
    >>> sorted(zip(mine.tolist(), theirs.tolist()))
    [(0, 1), (1, 2)]

    Nobody is used twice, not at another time either, and strata don't mix:

    >>> mine, theirs = match(crowd([1.0, 1.0, 1.0]), crowd([1.0, 1.0], names="aa"))
    >>> len(mine), theirs.tolist()
    (1, [0])
    >>> len(match(crowd([1.0]), crowd([1.0], strata=["June"]))[0])
    0
    """
    rows = _find_rows(others.strata)
    mine, theirs, taken = [], [], set()
    if len(members.names) and len(others.names):
        scaled, targets = _standardise(members.figures, others.figures)
        limit = calliper**2 * scaled.shape[1]
        for row in np.random.default_rng(seed).permutation(len(scaled)):
            nearby = rows.get(members.strata[row], np.empty(0, dtype=int))
            distance = ((targets[nearby] - scaled[row]) ** 2).sum(axis=1)
            within = nearby[distance <= limit]
            order = distance[distance <= limit].argsort(kind="stable")
            for other in within[order]:
                if others.names[other] not in taken:
                    taken.add(others.names[other])
                    mine.append(row)
                    theirs.append(other)
                    break
    return np.array(mine, dtype=int), np.array(theirs, dtype=int)


def _find_rows(strata):
    """Return ``{stratum: row numbers}``."""
    rows = {}
    for row, stratum in enumerate(strata):
        rows.setdefault(stratum, []).append(row)
    return {stratum: np.array(found) for stratum, found in rows.items()}


def find_effect(members, others):
    """Return the :class:`Effect` over pairs; row n of both is one pair.

    Pairs in which either figure is NaN are left out.

    :raises ValueError: fewer than two pairs

    >>> found = find_effect([5.0, 7.0, 9.0, 7.0], [4.0, 5.0, 7.0, 4.0])
    >>> found.members, found.others, found.difference
    (7.0, 5.0, 2.0)
    >>> round(found.low, 3), round(found.high, 3), found.is_certain
    (0.701, 3.299, True)
    """
    members, others = np.asarray(members, float), np.asarray(others, float)
    known = ~(np.isnan(members) | np.isnan(others))
    members, others = members[known], others[known]
    pairs = len(members)
    if pairs < 2:
        raise ValueError(f"{pairs} pairs tell no difference")
    gaps = members - others
    spread = gaps.std(ddof=1) / np.sqrt(pairs) * stdtrit(pairs - 1, 0.975)
    return Effect(
        float(members.mean()),
        float(others.mean()),
        float(gaps.mean()),
        float(gaps.mean() - spread),
        float(gaps.mean() + spread),
        pairs,
    )


def _standardise(members, others):
    everybody = np.vstack([members, others])
    spread = everybody.std(axis=0)
    spread[spread == 0] = np.inf
    middle = everybody.mean(axis=0)
    return (members - middle) / spread, (others - middle) / spread
