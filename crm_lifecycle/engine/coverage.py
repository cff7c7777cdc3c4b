# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Which rules of a ranked list can never be reached, from their conditions alone.

The first rule that matches counts. A rule is ``{condition: values}``: it takes what
has one of the values, for every condition; a condition that is missing takes all.
"""


def covers(first, second):
    """Return whether ``first`` takes everything that ``second`` takes.

    >>> covers({}, {"team": {1}})
    True
    >>> covers({"team": {1, 2}}, {"team": {1}, "tier": {7}})
    True
    >>> covers({"team": {1}}, {"team": {1, 2}})
    False
    >>> covers({"team": {1}}, {})
    False
    """
    return all(
        condition in second and second[condition] <= values
        for condition, values in first.items()
    )


def find_cover(rules, place):
    """Return the place of the first rule that takes all of the one at ``place``.

    :param list rules: rules in their order
    :return: None when the rule can be reached

    >>> find_cover([{"team": {1}}, {"tier": {7}}, {"tier": {7}, "team": {2}}], 2)
    1
    >>> find_cover([{"team": {1}}, {}], 1) is None
    True
    """
    return next(
        (other for other in range(place) if covers(rules[other], rules[place])), None
    )
