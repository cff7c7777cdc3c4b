# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""ABC analysis: which few customers bring most of the sales.

Pareto's rule as H. Ford Dickie applied it at General Electric ("ABC Inventory Analysis
Shoots for Dollars, not Pennies", 1951), on customers instead of stock.
"""

import numpy as np

ROUNDING = 1 - 1e-9  # shares are floats: a group that is exactly full is full
CLASSES = np.array(["A", "B", "C"])


def get_classes(revenues, a_percent=70.0, b_percent=90.0):
    """Return the class A, B or C of each of ``revenues`` (n,), money of one currency.

    A is the smallest group of best customers that together bring at least
    ``a_percent`` of the sales, A and B together at least ``b_percent``; equal
    revenues are never parted. Who brings nothing, or less, is C; sales are the sum of
    what the others bring.

    >>> get_classes([50, 25, 15, 10, 0, -5]).tolist()
    ['A', 'A', 'B', 'C', 'C', 'C']
    >>> get_classes([10, 10, 10]).tolist()
    ['A', 'A', 'A']
    >>> get_classes([0, 0]).tolist()
    ['C', 'C']
    """
    sales = np.maximum(np.asarray(revenues, dtype=float), 0.0)
    amounts, places, counts = np.unique(sales, return_inverse=True, return_counts=True)
    brought = amounts * counts
    better = np.cumsum(brought[::-1])[::-1] - brought  # sales of strictly better ones
    total = brought.sum()
    index = np.where(amounts > 0, 0, 2)
    for limit in (a_percent, b_percent):
        index += (amounts > 0) & (better >= limit / 100.0 * total * ROUNDING)
    return CLASSES[index[places]]
