# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What a customer mainly buys: product categories graded by share of the purchases."""

# (grade, smallest share in percent), best first; the last one takes the rest.
GRADES = (("core", 50.0), ("auxiliary", 15.0), ("non_core", None))


def get_shares(revenues):
    """Return the share in percent of each revenue of one customer.

    More sent back than bought counts as nothing bought.

    >>> get_shares([60, 30, 10])
    [60.0, 30.0, 10.0]
    >>> get_shares([50, -10, 0])
    [100.0, 0.0, 0.0]
    >>> get_shares([-1, 0])
    [0.0, 0.0]
    """
    bought = [max(revenue, 0) for revenue in revenues]
    total = sum(bought) or 1
    return [100.0 * amount / total for amount in bought]


def get_grade(share, grades=GRADES):
    """Return the grade of a share in percent.

    >>> [get_grade(share) for share in (100, 50, 49.9, 15, 14.9, 0)]
    ['core', 'core', 'auxiliary', 'auxiliary', 'non_core', 'non_core']
    >>> get_grade(40, (("core", 40.0), ("non_core", None)))
    'core'
    """
    return next(
        grade for grade, smallest in grades if smallest is None or share >= smallest
    )
