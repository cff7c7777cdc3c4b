# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Answers on a numeric scale: what counts as one, and how it compares."""

import re
from dataclasses import dataclass

_DIGITS = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True)
class Scale:
    """A whole-number scale, both ends included.

    >>> Scale(0, 10)
    Scale(low=0, high=10)
    >>> Scale(5, 5)
    Traceback (most recent call last):
    ValueError: The scale 5–5 is empty
    """

    low: int
    high: int

    def __post_init__(self):
        if self.low >= self.high:
            raise ValueError(f"The scale {self.low}–{self.high} is empty")

    def parse(self, answer):
        """Return ``answer`` as a whole number on the scale, else raise ValueError.

        Strings hold ASCII digits only; numbers are whole; truth values, lists and
        everything else that a browser can be made to send are refused.

        >>> scale = Scale(0, 10)
        >>> [scale.parse(answer) for answer in (0, "0", " 7 ", 10, 7.0)]
        [0, 0, 7, 10, 7]
        >>> def is_refused(answer):
        ...     try:
        ...         return scale.parse(answer) is None
        ...     except ValueError:
        ...         return True
        >>> wrong = ("99", "-1", "7.5", "abc", "", 11, 7.5, True, None, ["7"], {})
        >>> all(is_refused(answer) for answer in wrong)
        True
        """
        value = self._read(answer)
        if value is None or not self.low <= value <= self.high:
            raise ValueError(f"Not a whole number from {self.low} to {self.high}")
        return value

    @staticmethod
    def _read(answer):
        if isinstance(answer, str):
            text = answer.strip()
            return int(text) if _DIGITS.fullmatch(text) else None
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            return None
        if isinstance(answer, float) and not answer.is_integer():
            return None
        return int(answer)

    def normalise(self, value):
        """Return ``value`` as percent of the scale's range, 0 to 100.

        Source: Cohen, Cohen, Aiken & West (1999), "The problem of units and the
        circumstance for POMP", Multivariate Behavioral Research 34(3): percent of
        maximum possible = 100 × (observed − minimum) ÷ (maximum − minimum).

        >>> scale = Scale(0, 10)
        >>> scale.normalise(0), scale.normalise(7), scale.normalise(10)
        (0.0, 70.0, 100.0)
        >>> Scale(1, 5).normalise(2)
        25.0
        >>> scale.normalise(11)
        Traceback (most recent call last):
        ValueError: Not a whole number from 0 to 10
        """
        return 100.0 * (self.parse(value) - self.low) / (self.high - self.low)
