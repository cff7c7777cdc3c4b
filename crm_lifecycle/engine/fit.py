# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What every fit of the engine gives back, and how the engine says no."""

import time
from dataclasses import asdict, dataclass, field

REASONS = {
    "": "",
    "thin": "Too few customers came back; the simple rule is used.",
    "steady": "No customer is seen to leave; the model without leaving is used.",
    "endless": "The model expects amounts without end; the simple rule is used.",
    "limit": "A parameter ran into its limit; there are no standard errors.",
    "unfinished": "The search for the parameters did not come to an end.",
}


class EngineError(ValueError):
    """The numbers given cannot be used; the text is a sentence for a person."""


@dataclass(frozen=True)
class Fit:
    """A fitted model with everything needed to judge it.

    ``parameters`` and ``standard_errors`` are keyed by the names of the paper; a
    standard error is ``None`` where the likelihood is flat or a limit was reached.
    ``n`` counts customers, ``groups`` the different rows they were put together to,
    ``evaluations`` the passes over those rows. ``boundary`` tells that the model
    degenerated into a simpler one; ``reason`` is a key of ``REASONS`` and ``message``
    says it in words. ``left_out`` counts
    customers whose figures the model has no place for.

    >>> fit = Fit("nbd", {"r": 0.5, "alpha": 9.0}, boundary=True, reason="steady")
    >>> fit.message
    'No customer is seen to leave; the model without leaving is used.'
    """

    model: str
    parameters: dict
    standard_errors: dict = field(default_factory=dict)
    log_likelihood: float | None = None
    n: int = 0
    groups: int = 0
    left_out: int = 0
    evaluations: int = 0
    seconds: float = 0.0
    boundary: bool = False
    converged: bool = True
    reason: str = ""

    @property
    def message(self):
        """What is to be known about this fit: a sentence, or nothing."""
        return REASONS[self.reason]

    def as_dict(self):
        """Return the fit as plain values that go into JSON.

        >>> Fit("simple", {"r": 1.0}, reason="thin").as_dict()["message"]
        'Too few customers came back; the simple rule is used.'
        """
        return {**asdict(self), "message": self.message}


def named_fit(model, names, found, began, **figures):
    """Return the :class:`Fit` of an :class:`~.newton.Optimum`.

    :param names: of the parameters, in their order
    :param began: ``time.perf_counter()`` when the fit began
    """
    errors = [None] * len(names)
    if found.standard_errors is not None:
        errors = found.standard_errors.tolist()
    reason = "" if found.converged else "unfinished"
    if found.at_limit.any():
        reason = reason or "limit"
    figures = {name: round(value) for name, value in figures.items()}
    return Fit(
        model,
        dict(zip(names, found.parameters.tolist(), strict=True)),
        dict(zip(names, errors, strict=True)),
        found.value,
        evaluations=found.evaluations,
        seconds=time.perf_counter() - began,
        boundary=bool(found.at_limit.any()),
        converged=found.converged,
        reason=reason,
        **figures,
    )
