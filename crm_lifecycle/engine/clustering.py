# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Groups of customers that look alike, and a few plain rules that tell them apart.

K-means (Lloyd 1982, k-means++ starts) on standardised figures; the number of groups is
the one with the best silhouette (Rousseeuw 1987). scikit-learn is optional: the
functions that need it import it when they are called.
"""

from dataclasses import dataclass

import numpy as np

FEWEST_CUSTOMERS = 10
MOST_GROUPS = 8
SMALLEST_SHARE = 0.02  # a handful of odd ones is no group to treat in its own way
SAMPLE = 2_000  # the silhouette compares all pairs: of this many customers
STARTS = 5
SEED = 0


class ClusteringError(ValueError):
    """The customers cannot be grouped; ``kind`` is ``"few"`` or ``"same"``."""

    def __init__(self, kind):
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Clusters:
    """The group of each customer (0 is the best) and how well groups are parted."""

    labels: np.ndarray
    count: int
    silhouette: float


def standardise(values, logged):
    """Return ``values`` (n, m) with mean 0 and deviation 1, constant columns left out.

    :param logged: (m,) bools; these columns count by their order of magnitude, as
        money does (``log1p``, mirrored for negative amounts)

    >>> standardise([[0, 5], [1, 5]], [False, False]).tolist()
    [[-1.0], [1.0]]
    >>> standardise([[1, 5], [1, 5]], [True, False]).shape
    (2, 0)
    """
    table = np.asarray(values, dtype=float)
    magnitude = np.sign(table) * np.log1p(np.abs(table))
    table = np.where(np.asarray(logged, dtype=bool), magnitude, table)
    spread = table.std(axis=0)
    varies = np.ptp(table, axis=0) > 0
    return (table[:, varies] - table[:, varies].mean(axis=0)) / spread[varies]


def find_clusters(values, logged, best_by=0):
    """Return the :class:`Clusters` of ``values`` (n customers, m figures).

    The same customers give the same groups in whatever order they come. A number of
    groups that leaves one with next to nobody is taken only if every number does.

    :param logged: see :func:`standardise`
    :param int best_by: column whose mean orders the groups, the highest first
    :raise ClusteringError: fewer than ten customers, or all are the same
    :raise ImportError: scikit-learn is not installed
    """
    from sklearn.cluster import KMeans

    values = np.asarray(values, dtype=float)
    if len(values) < FEWEST_CUSTOMERS:
        raise ClusteringError("few")
    order = np.lexsort(values.T)
    table = standardise(values[order], logged)
    kinds = len(np.unique(table, axis=0)) if table.size else 1
    if kinds < 2:
        raise ClusteringError("same")
    found = []
    for count in range(2, min(MOST_GROUPS, kinds, len(table) - 1) + 1):
        means = KMeans(n_clusters=count, n_init=STARTS, random_state=SEED)
        labels = means.fit_predict(table)
        is_usable = np.bincount(labels).min() >= max(2, SMALLEST_SHARE * len(table))
        found.append((is_usable, get_silhouette(table, labels), -count, labels))
    _is_usable, silhouette, _count, labels = max(found, key=lambda row: row[:3])
    unsorted = np.empty_like(labels)
    unsorted[order] = labels
    ranked = rank_labels(unsorted, values[:, best_by])
    return Clusters(ranked, len(np.unique(ranked)), silhouette)


def get_silhouette(table, labels):
    """Return the mean silhouette, -1 to 1, of at most ``SAMPLE`` rows."""
    from sklearn.metrics import silhouette_score

    if len(table) > SAMPLE:
        chosen = np.random.default_rng(SEED).choice(len(table), SAMPLE, replace=False)
        table, labels = table[chosen], labels[chosen]
    if not 2 <= len(np.unique(labels)) < len(labels):
        return -1.0
    return float(silhouette_score(table, labels))


def rank_labels(labels, amounts):
    """Return ``labels`` (n,) renamed to 0, 1, … by falling mean of ``amounts`` (n,).

    >>> rank_labels(np.array([4, 4, 2]), np.array([1.0, 2.0, 9.0])).tolist()
    [1, 1, 0]
    """
    names, places = np.unique(labels, return_inverse=True)
    means = np.bincount(places, weights=amounts) / np.bincount(places)
    ranks = np.empty(len(names), dtype=int)
    ranks[np.argsort(-means, kind="stable")] = np.arange(len(names))
    return ranks[places]
