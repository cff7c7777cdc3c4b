# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Gamma-Gamma: what a customer spends a time (Fader & Hardie 2013).

A customer's amounts are gamma distributed (``p``) around a level of their own, which is
gamma distributed too (``q``, ``v``; ``v`` is money). Only repeat customers with amounts
above nothing are looked at: ``x`` repeat days and their average amount.
"""

import time

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from .fit import EngineError, named_fit
from .newton import maximise

NAMES = ("p", "q", "v")
LOW = (1e-3, 1e-3, 1e-9)  # v in average amounts
HIGH = (1e4, 1e4, 1e9)
ROWS_AT_ONCE = 2**14  # stay in the processor's cache


def fit_gamma_gamma(x, mean):
    """Return the :class:`~.fit.Fit` by maximum likelihood (equation 1a).

    ``left_out`` counts repeat customers whose average is nothing, negative or unknown.

    :param x: repeat days of each customer (n,); ``mean`` their average amount (n,)
    :raises EngineError: fewer than two customers left

    >>> found = fit_gamma_gamma([1, 2, 3, 2, 1, 0], [20.0, 35.0, 30.0, 80.0, -5.0, 0])
    >>> found.n, found.left_out
    (4, 1)
    >>> value_given(found.parameters, np.array([0, 3]), np.array([0.0, 30.0])).round(1)
    array([41.7, 31.5])
    """
    began = time.perf_counter()
    x, mean = np.asarray(x, float), np.asarray(mean, float)
    used = (x > 0) & (mean > 0) & np.isfinite(mean)
    left_out = int((x > 0).sum() - used.sum())
    x, mean = x[used], mean[used]
    if x.size < 2:
        raise EngineError("Fewer than two customers came back and paid.")
    logs = np.log(mean)
    middle = float(np.exp(logs.mean()))
    evaluate = _likelihood(x, x * (mean / middle), logs.sum())
    found = maximise(evaluate, _start(x, mean / middle), LOW, HIGH)
    fit = named_fit(
        "gamma_gamma", NAMES, found, began, n=x.size, groups=x.size, left_out=left_out
    )
    for figures in (fit.parameters, fit.standard_errors):
        figures["v"] = figures["v"] and figures["v"] * middle
    return fit


def _start(x, mean):
    """Moments: spread between customers gives q, the one within them gives p."""
    usual = mean.mean()
    squares = (mean / usual - 1) ** 2
    slope = np.cov(1 / x, squares)[0, 1] / max(np.var(1 / x), 1e-9)
    within = np.clip(slope, 0.05, None)
    between = np.clip(squares.mean() - within * (1 / x).mean(), 0.1, 2)
    p, q = float(np.clip((1 + between) / within, 0.5, 20)), float(2 + 1 / between)
    return p, q, usual * (q - 1) / p


def _likelihood(x, total, logs):
    """Return what :func:`~.newton.maximise` asks; ``total`` is x · mean."""
    times, place = np.unique(x, return_inverse=True)
    weights = np.bincount(place).astype(float)
    n, spent = x.size, x @ np.log(total)

    def evaluate(given):
        p, q, v = given
        value, gradient, hessian = _gamma_part(p, q, times, weights)
        value += n * q * np.log(v) + p * spent - logs
        gradient += [spent, n * np.log(v), n * q / v]
        hessian[1, 2] += n / v
        hessian[2, 1] += n / v
        hessian[2, 2] -= n * q / v**2
        for begin in range(0, n, ROWS_AT_ONCE):
            rows = slice(begin, begin + ROWS_AT_ONCE)
            part = _spending_rows(p, q, v, x[rows], total[rows])
            value, gradient, hessian = (
                whole - piece
                for whole, piece in zip((value, gradient, hessian), part, strict=True)
            )
        return value, gradient, hessian

    return evaluate


def _gamma_part(p, q, times, weights):
    """Sum of ln Γ(px+q) − ln Γ(px) − ln Γ(q) with derivatives by (p, q, v)."""
    n, one, both = weights.sum(), p * times, p * times + q
    value = weights @ (gammaln(both) - gammaln(one)) - n * gammaln(q)
    by_p = (weights * times) @ (digamma(both) - digamma(one))
    by_q = weights @ digamma(both) - n * digamma(q)
    bend = polygamma(1, both)
    hessian = np.zeros((3, 3))
    hessian[0, 0] = (weights * times**2) @ (bend - polygamma(1, one))
    hessian[0, 1] = hessian[1, 0] = (weights * times) @ bend
    hessian[1, 1] = weights @ bend - n * polygamma(1, q)
    return value, np.array([by_p, by_q, 0.0]), hessian


def _spending_rows(p, q, v, x, total):
    """Sum of (px+q) ln(v + x·mean) with derivatives, for some customers."""
    logs, turned, shape = np.log(v + total), 1 / (v + total), p * x + q
    by_shape = np.array([x @ turned, turned.sum()])
    hessian = np.zeros((3, 3))
    hessian[:2, 2] = hessian[2, :2] = by_shape
    hessian[2, 2] = -(shape @ turned**2)
    return shape @ logs, np.array([x @ logs, logs.sum(), shape @ turned]), hessian


def value_given(parameters, x, mean):
    """Return the expected amount of a customer's next purchases (equation 5), (n,).

    ``x`` repeat days and their average amount; those without repeat days, or with an
    average that is nothing, negative or unknown, get the average of everybody.

    >>> parameters = {"p": 6.25, "q": 3.74, "v": 15.44}  # CDNOW
    >>> x, mean = np.array([0, 2, 7]), np.array([np.nan, 22.0, 73.0])
    >>> value_given(parameters, x, mean).round(2)
    array([35.22, 24.38, 70.77])
    """
    p, q, v = (parameters[name] for name in NAMES)
    known = (x > 0) & (mean > 0)
    times = np.where(known, x, 0.0)
    return p * (v + times * np.where(known, mean, 0.0)) / (p * times + q - 1)
