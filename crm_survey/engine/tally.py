# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Counted answers to one question, and the figure they make."""

from collections import Counter
from dataclasses import dataclass, field

from .intervals import estimate_mean, estimate_nps, estimate_share
from .trend import mean_trend_test, trend_test

BANDS = ("promoter", "passive", "detractor")


@dataclass
class Tally:
    """Answers, counted by value, by score and by band.

    The figure is ``nps`` (Net Promoter Score), ``share`` (percent in the best band: the
    CSAT), ``mean`` (of the answers as given) or ``score`` (mean of 0 to 100).

    >>> tally = Tally()
    >>> for value, band, count in ((5, "promoter", 6), (3, "passive", 4)):
    ...     tally.add(value, 25.0 * (value - 1), band, count)
    >>> tally.count, tally.estimate("share").value, tally.estimate("mean").value
    (10, 60.0, 4.2)
    >>> tally.estimate("score").value, tally.estimate("nps", min_count=11).is_small
    (80.0, True)
    >>> tally.estimate("median")
    Traceback (most recent call last):
    ValueError: Not a figure: median
    """

    values: Counter = field(default_factory=Counter)
    scores: Counter = field(default_factory=Counter)
    bands: Counter = field(default_factory=Counter)

    @property
    def count(self):
        """Return the number of answers."""
        return sum(self.bands.values())

    def add(self, value, score, band, count=1):
        """Count ``count`` answers more of one value, with its score and band."""
        self.values[value] += count
        self.scores[score] += count
        self.bands[band] += count

    def estimate(self, figure, min_count=1):
        """Return the figure as an :class:`Estimate`."""
        if figure == "nps":
            return estimate_nps(*self._get_bands(), min_count=min_count)
        if figure == "share":
            return estimate_share(self.bands["promoter"], self.count, min_count)
        return estimate_mean(self._get_counts(figure), min_count)

    def compare(self, before, figure, min_count=1):
        """Return the :class:`Trend` since ``before``, in the unit of the figure.

        >>> before, after = Tally(bands=Counter(promoter=48, passive=32)), Tally()
        >>> after.bands.update(promoter=56, passive=14)
        >>> round(after.compare(before, "share").change)
        20
        """
        if figure == "nps":
            return trend_test(before._get_bands(), self._get_bands(), min_count)
        if figure == "share":
            return trend_test(before._get_share(), self._get_share(), min_count)
        counts = before._get_counts(figure), self._get_counts(figure)
        return mean_trend_test(*counts, min_count)

    def _get_counts(self, figure):
        """Return ``{answer: how often}`` of which the figure is the mean."""
        if figure not in ("mean", "score"):
            raise ValueError(f"Not a figure: {figure}")
        return self.values if figure == "mean" else self.scores

    def _get_bands(self):
        return tuple(self.bands[band] for band in BANDS)

    def _get_share(self):
        return self.bands["promoter"], self.count - self.bands["promoter"]
