"""What every source of purchases gives."""

from datetime import date
from typing import NamedTuple


class Row(NamedTuple):
    """One purchase. ``number`` is its line in the source; a negative amount is a refund."""

    number: int
    customer: str
    day: date
    amount: float


class BadRow(NamedTuple):
    """A line that cannot be loaded, and why."""

    number: int
    reason: str
