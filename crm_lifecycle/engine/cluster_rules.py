# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Plain rules for groups of customers: ranges of figures, read off a shallow tree.

A classification tree of depth three (Breiman et al. 1984) is grown to tell the groups
apart; a group's rule is the box of one leaf, or the box around all leaves of the group,
whichever matches the group better (F1).
"""

from dataclasses import dataclass

import numpy as np

DEPTH = 3
SEED = 0


@dataclass(frozen=True)
class Rule:
    """Ranges ``{column: (low or None, high or None)}``, low included, high not.

    ``purity``: part of the customers in the box that are of the group;
    ``coverage``: part of the group that is in the box; both from 0 to 1.
    """

    ranges: dict
    purity: float
    coverage: float


def find_rules(values, labels):
    """Return ``{label: Rule}`` for ``values`` (n, m) and ``labels`` (n,).

    A group that is nowhere in the majority has no rule and is left out.

    :raise ImportError: scikit-learn is not installed
    """
    from sklearn.tree import DecisionTreeClassifier

    values = np.asarray(values, dtype=float)
    model = DecisionTreeClassifier(
        max_depth=DEPTH,
        min_samples_leaf=max(1, len(values) // 100),
        class_weight="balanced",
        random_state=SEED,
    ).fit(values, labels)
    boxes = {}
    for label, box in _walk(model, values):
        boxes.setdefault(int(label), []).append(box)
    return {
        label: max(
            (judge(box, values, labels == label) for box in [*own, get_hull(own)]),
            key=_get_f1,
        )
        for label, own in boxes.items()
    }


def _walk(model, values):
    """Yield ``(majority label, box)`` for every leaf of the tree."""
    tree = model.tree_
    waiting = [(0, {})]
    while waiting:
        node, box = waiting.pop()
        column = int(tree.feature[node])
        if column < 0:
            yield model.classes_[tree.value[node, 0].argmax()], box
            continue
        cut = find_cut(values[:, column], tree.threshold[node])
        low, high = box.get(column, (None, None))
        waiting.append((tree.children_left[node], {**box, column: (low, cut)}))
        waiting.append((tree.children_right[node], {**box, column: (cut, high)}))


def find_cut(column, threshold):
    """Return the roundest number that parts ``column`` (n,) as the tree does.

    The tree sends ``value <= threshold`` (in single precision) to the left; the cut is
    above every value on the left and at most the lowest one on the right.

    >>> find_cut(np.array([1.0, 2.0, 9.0, 14.0]), 5.5)
    6.0
    >>> find_cut(np.array([1234.5, 1237.9]), 1236.2)
    1236.0
    """
    goes_left = column.astype(np.float32) <= threshold
    return round_between(column[goes_left].max(), column[~goes_left].min())


def round_between(low, high):
    """Return the number with the fewest digits in ``low < number <= high``.

    Of several, one near the middle.

    >>> round_between(87.0, 130.0), round_between(-3.0, 2.0), round_between(0.5, 0.75)
    (100.0, 0.0, 0.6)
    >>> round_between(4.0, 5.0)
    5.0
    """
    low, high = float(low), float(high)
    if low < 0 <= high:
        return 0.0
    start = int(np.ceil(np.log10(max(abs(low), abs(high)))))
    for digits in range(-start, 12 - start):
        for number in (round((low + high) / 2, digits), round(high, digits)):
            if low < number <= high:
                return number
    return high


def get_hull(boxes):
    """Return the smallest box around ``boxes``.

    >>> get_hull([{0: (1, 5), 1: (None, 2)}, {0: (4, None), 1: (1, 3)}])
    {0: (1, None), 1: (None, 3)}
    >>> get_hull([{0: (1, 5)}, {1: (2, 3)}])
    {}
    """
    shared = set(boxes[0]).intersection(*boxes[1:])
    hull = {}
    for column in sorted(shared):
        lows, highs = zip(*(box[column] for box in boxes), strict=True)
        low = None if None in lows else min(lows)
        high = None if None in highs else max(highs)
        if (low, high) != (None, None):
            hull[column] = (low, high)
    return hull


def is_inside(box, values):
    """Return (n,) bools: which rows of ``values`` (n, m) lie in ``box``.

    >>> is_inside({0: (1, 3)}, np.array([[0.0], [1.0], [3.0]])).tolist()
    [False, True, False]
    """
    inside = np.ones(len(values), dtype=bool)
    for column, (low, high) in box.items():
        if low is not None:
            inside &= values[:, column] >= low
        if high is not None:
            inside &= values[:, column] < high
    return inside


def judge(box, values, members):
    """Return the :class:`Rule` of ``box`` for the group ``members`` (n,) bools.

    >>> judge({0: (1, None)}, np.array([[0.0], [1.0], [2.0]]), np.array([0, 0, 1]) > 0)
    Rule(ranges={0: (1, None)}, purity=0.5, coverage=1.0)
    """
    inside = is_inside(box, values)
    hits = int((inside & members).sum())
    size, asked = int(inside.sum()), int(members.sum())
    return Rule(box, hits / max(size, 1), hits / max(asked, 1))


def _get_f1(rule):
    """Return the harmonic mean of purity and coverage; no limits are no rule."""
    total = rule.purity + rule.coverage
    return 2 * rule.purity * rule.coverage / total if total and rule.ranges else 0.0
