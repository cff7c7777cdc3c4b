# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Which model speaks for a company, and what is said when there is too little data.

**The simple rule.** With fewer than 50 customers, or fewer than 20 who came back,
nothing is fitted: a customer's rate is (1 + x) / (T₁ + T), where T₁ is the time in
which the average customer makes one repeat purchase. The own history is so weighed
against that of everybody, which is the NBD with ``r = 1``. Amounts in the same way: the
average of the customer's own and one average amount of everybody, which is Gamma-Gamma
with ``p = 1, q = 2``. The answer has the same shape, so predictions need not ask.
"""

from dataclasses import replace

import numpy as np

from .bg_nbd import fit_leaving
from .fit import Fit
from .gamma_gamma import fit_gamma_gamma
from .nbd import fit_nbd

FEWEST_CUSTOMERS = 50
FEWEST_RETURNED = 20
PARAMETERS_MORE = (
    2  # of a model with leaving; each is to raise the likelihood by 1 (AIC)
)


def choose_purchase_fit(groups, start=None):
    """Return the :class:`~.fit.Fit` to predict purchases with.

    MBG/NBD; NBD with ``boundary`` where no leaving can be seen; ``simple`` for thin
    data. ``converged`` is False for a fit that is to be kept out.

    :param groups: :class:`~.purchase_history.Groups`
    :param start: parameters of the last MBG/NBD fit, or nothing

    >>> from .purchase_history import group
    >>> found = choose_purchase_fit(group([0, 2], [0, 7], [70, 70]))
    >>> found.model, found.parameters, found.reason
    ('simple', {'r': 1.0, 'alpha': 10.0}, 'thin')
    """
    returned = round(groups.weights[groups.x > 0].sum())
    if groups.n < FEWEST_CUSTOMERS or returned < FEWEST_RETURNED:
        return simple_purchase_fit(groups)
    steady = fit_nbd(groups)
    leaving = compare_with_nbd(fit_leaving(groups, "mbg_nbd", start), steady)
    if not leaving.boundary:
        return leaving
    return replace(
        steady,
        boundary=True,
        reason=leaving.reason,
        evaluations=leaving.evaluations,
        seconds=leaving.seconds + steady.seconds,
    )


def compare_with_nbd(leaving, steady):
    """Return the fit ``leaving``; ``boundary`` where the NBD explains the data as well.

    As well is: without two more of log-likelihood, which Akaike's criterion asks for
    two more parameters.

    >>> steady = Fit("nbd", {}, log_likelihood=-100.0)
    >>> compare_with_nbd(Fit("mbg_nbd", {}, log_likelihood=-99.0), steady).boundary
    True
    >>> compare_with_nbd(Fit("mbg_nbd", {}, log_likelihood=-97.0), steady).boundary
    False
    """
    gain = leaving.log_likelihood - steady.log_likelihood
    if gain > PARAMETERS_MORE:
        return replace(leaving, boundary=False)
    return replace(leaving, boundary=True, reason="steady")


def simple_purchase_fit(groups):
    """Return the simple rule of this module for purchases.

    >>> from .purchase_history import group
    >>> simple_purchase_fit(group([0], [0], [70])).parameters  # half a purchase
    {'r': 1.0, 'alpha': 20.0}
    """
    bought = max(float(groups.weights @ groups.x), 0.5)
    exposed = max(float(groups.weights @ groups.age), 1.0)
    return Fit(
        "simple",
        {"r": 1.0, "alpha": exposed / bought},
        {"r": None, "alpha": None},
        n=round(groups.n),
        groups=groups.x.size,
        reason="thin",
    )


def choose_value_fit(x, mean, usual=0.0):
    """Return the :class:`~.fit.Fit` to predict amounts with.

    Gamma-Gamma, or ``simple`` for thin data and where its average is infinite.

    :param x: repeat days (n,); ``mean`` average amount of them (n,)
    :param usual: amount of a purchase to lean on while nobody has come back

    >>> choose_value_fit([1, 3, 0], [10.0, 20.0, float("nan")]).parameters
    {'p': 1.0, 'q': 2.0, 'v': 15.0}
    """
    x, mean = np.asarray(x), np.asarray(mean, float)
    used = (x > 0) & (mean > 0) & np.isfinite(mean)
    left_out = int((x > 0).sum() - used.sum())
    usual = float(mean[used].mean()) if used.any() else max(float(usual), 0.0)
    simple = Fit(
        "simple",
        {"p": 1.0, "q": 2.0, "v": usual},
        {"p": None, "q": None, "v": None},
        n=int(used.sum()),
        groups=int(used.sum()),
        left_out=left_out,
        reason="thin",
    )
    if used.sum() < FEWEST_RETURNED:
        return simple
    found = fit_gamma_gamma(x, mean)
    if found.parameters["q"] > 1:
        return found
    return replace(simple, boundary=True, reason="endless")
