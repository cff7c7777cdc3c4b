# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What a set of tier rules leaves open: gaps, overlaps, tiers nobody reaches.

Rules are tried from the best tier to the last. A rule is looked at only as far as
it can be judged without customers: by its ranges of the same measure.
"""

from dataclasses import dataclass
from itertools import pairwise

GROUP_MEASURES = ("customer_share", "revenue_share", "clv_share")


@dataclass(frozen=True)
class Range:
    """``low <= measure < high``; ``None`` is open. Group shares have only a high."""

    measure: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class TierRule:
    """The deciding ranges of one tier, joined by *all* or by *any*."""

    name: str
    match_all: bool
    ranges: tuple[Range, ...]


@dataclass(frozen=True)
class Finding:
    """One thing to tell: ``kind`` and the one or two tiers it is about."""

    kind: str
    tier: str
    other: str = ""


def check_rules(rules):
    """Return the findings for ``rules``, best tier first.

    >>> high = TierRule("High", True, (Range("score", 80, None),))
    >>> low = TierRule("Low", True, (Range("score", 20, 70),))
    >>> check_rules([high, low])
    [Finding(kind='gap', tier='High', other='Low')]
    >>> check_rules([high, TierRule("Low", True, (Range("score", 20, 90),))])
    [Finding(kind='overlap', tier='High', other='Low')]
    >>> check_rules([high, TierRule("Top", True, (Range("score", 90, 95),))])
    [Finding(kind='covered', tier='High', other='Top')]
    >>> check_rules([TierRule("High", True, ())])
    [Finding(kind='nobody', tier='High', other='')]
    """
    findings = [Finding("nobody", rule.name) for rule in rules if not rule.ranges]
    findings += _find_takers_of_all(rules)
    findings += _find_too_large_groups(rules)
    for better, worse in pairwise(rules):
        if finding := _compare(better, worse):
            findings.append(finding)
    return findings


def _find_takers_of_all(rules):
    """Tiers before the last one whose group may hold every customer."""
    return [
        Finding("everybody", rule.name)
        for rule in rules[:-1]
        if rule.ranges
        and all(item.measure in GROUP_MEASURES for item in rule.ranges)
        and all((item.high or 0) >= 100 for item in rule.ranges)
    ]


def _find_too_large_groups(rules):
    """The first tier at which the shares of customers pass 100 %.

    >>> half = TierRule("A", True, (Range("customer_share", None, 60),))
    >>> rest = TierRule("B", True, (Range("customer_share", None, 50),))
    >>> _find_too_large_groups([half, rest])
    [Finding(kind='too_much', tier='B', other='')]
    """
    total = 0.0
    for rule in rules:
        for item in rule.ranges:
            if item.measure == "customer_share":
                total += item.high or 0.0
        if total > 100:
            return [Finding("too_much", rule.name)]
    return []


def _compare(better, worse):
    """Compare two neighbours that are decided by one range of the same measure."""
    if not (len(better.ranges) == len(worse.ranges) == 1):
        return None
    above, below = better.ranges[0], worse.ranges[0]
    if above.measure != below.measure or above.measure in GROUP_MEASURES:
        return None
    if above.measure == "domain":
        return None
    if _contains(above, below):
        return Finding("covered", better.name, worse.name)
    first, second = sorted((above, below), key=_start)
    if _end(first) < _start(second):
        return Finding("gap", better.name, worse.name)
    if _end(first) > _start(second):
        return Finding("overlap", better.name, worse.name)
    return None


def _contains(outer, inner):
    return _start(outer) <= _start(inner) and _end(inner) <= _end(outer)


def _start(item):
    return float("-inf") if item.low is None else item.low


def _end(item):
    return float("inf") if item.high is None else item.high
