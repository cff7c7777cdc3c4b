# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Three bands for scores from 0 to 100, whatever was asked."""

from .scale import Scale

CSAT_SCALE = Scale(1, 5)
CES_SCALE = Scale(1, 7)
LIKERT_SCALE = Scale(1, 5)
STAR_SCALE = Scale(1, 5)
BEST_FROM = 200 / 3
WORST_BELOW = 50.0
_TOLERANCE = 1e-6


def band_of_score(score):
    """Return the class of a score: best from two thirds on, worst below the middle.

    That is what is usual on every scale: 4 and 5 of five (satisfied, agree) and 5 to 7
    of seven are the best band, the middle is neutral and what is below is the worst.
    The Net Promoter Score has classes of its own: ``nps_class``.

    >>> [band_of_score(CSAT_SCALE.normalise(value)) for value in (2, 3, 4)]
    ['detractor', 'passive', 'promoter']
    >>> [band_of_score(CES_SCALE.normalise(value)) for value in (3, 4, 5)]
    ['detractor', 'passive', 'promoter']
    """
    if score >= BEST_FROM - _TOLERANCE:
        return "promoter"
    return "detractor" if score < WORST_BELOW - _TOLERANCE else "passive"
