# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Who of a campaign's customers is left alone, so that its effect can be seen."""

from random import Random


def choose_held_out(customers, share, seed):
    """Return the set of customers to hold out: ``share`` (0 to 1), by chance.

    The same seed chooses the same of the same customers, in whatever order they come.

    >>> sorted(choose_held_out(range(1, 11), 0.3, seed=7))
    [3, 6, 7]
    >>> sorted(choose_held_out(reversed(range(1, 11)), 0.3, seed=7))
    [3, 6, 7]
    >>> choose_held_out(range(4), 0.1, seed=7)
    set()
    """
    customers = sorted(customers)
    size = int(len(customers) * share + 0.5)
    return set(Random(seed).sample(customers, size))
