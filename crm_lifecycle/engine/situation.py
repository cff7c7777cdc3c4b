# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from typing import Any, NamedTuple


class Situation(NamedTuple):
    """What is known of one customer when its outlook is told."""

    profile: Any
    policy: Any
    today: Any  # the day for the company
    as_of: Any  # the day of the figures: last night
    reasons: dict  # {criterion id: {"value", "threshold", "met"}}
    leaving: dict  # {metric: [(day, purchase day, amount)]}, see engine.outlook
    neighbours: dict  # {criterion id: lowest rank in its group, or None}
    override: Any  # in force, or ended not long ago, or none
