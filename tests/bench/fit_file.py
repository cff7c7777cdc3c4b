# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Lifetime models on anybody's purchases: one JSON line for each model.

The columns are customer, date and amount; a row with a negative amount is a refund
and no purchase. With a hold-out the models are fitted on the days before and predict
the days with a purchase of each customer seen by then, up to the last day of the file;
Gamma-Gamma predicts the average amount of a day of the repeat customers who bought.
A model that collapsed into the NBD predicts with it; where the engine would not fit at
all, for want of customers, its simple rule predicts and every line says so.
"""

import json
from dataclasses import replace
from datetime import date

import numpy as np
from engine import lifetime, prediction
from engine.backtest import backtest
from engine.bg_nbd import fit_leaving
from engine.fit import EngineError
from engine.gamma_gamma import fit_gamma_gamma, value_given
from engine.nbd import fit_nbd
from engine.purchase_history import build_history, count_days, group

from bootstrap.console import Failure, progress
from loader import csv_file
from loader.load import tell

UNIT_DAYS = {"week": 7, "day": 1}
FIGURES = ("actual", "predicted", "bias", "mae", "correlation", "auc", "auc_recency")
SHOWN = (
    "model",
    "n",
    "parameters",
    "standard_errors",
    "log_likelihood",
    "boundary",
    "converged",
    "evaluations",
    "seconds",
    "groups",
    "left_out",
    "message",
)
DIGITS = 6


class Purchases:
    """The purchases of a file as arrays, and when they are looked at."""

    def __init__(self, rows, start):
        self.customers = np.array([row.customer for row in rows])
        self.days = np.array([row.day.toordinal() for row in rows])
        self.amounts = np.array([row.amount for row in rows])
        self.last = int(self.days.max())
        self.end = self.last if start is None else start.toordinal() - 1
        self.history = build_history(self.customers, self.days, self.amounts, self.end)

    def count_later(self):
        """Return the days with a purchase after the calibration."""
        return count_days(
            self.customers, self.days, self.end + 1, self.last, self.history.customers
        )

    def average_later(self):
        """Return the average amount of those days (NaN without any)."""
        later = self.days > self.end
        seen = np.isin(self.customers, self.history.customers) & later
        places = np.searchsorted(self.history.customers, self.customers[seen])
        size = self.history.customers.size
        totals = np.bincount(places, self.amounts[seen], minlength=size)
        days = self.count_later()
        return np.where(days > 0, totals / np.maximum(days, 1), np.nan)


def report(path, start, unit):
    """Print the lines of one file."""
    rows, bad = csv_file.read(path, date.today())
    tell(bad, path.name)
    kept = [row for row in rows if row.amount >= 0]
    if len(kept) < len(rows):
        progress.say(
            f"{path.name}: refunds, not counted as purchases: {len(rows) - len(kept)}."
        )
    if not kept:
        raise Failure(f"{path.name} holds refunds only", "there is nothing to fit")
    check_start(path, kept, start)
    purchases = Purchases(kept, start)
    for fit, figures in fit_all(purchases, start is not None, UNIT_DAYS[unit]):
        line = {name: value for name, value in fit.items() if name in SHOWN}
        print(json.dumps(rounded({**line, **figures})), flush=True)


def check_start(path, rows, start):
    """Fail where one of the two spans of time is empty."""
    if start is None:
        return
    first, last = min(row.day for row in rows), max(row.day for row in rows)
    if not first < start <= last:
        raise Failure(
            f"{path.name} has purchases from {first} to {last}, so that a hold-out"
            f" cannot start on {start}",
            f"choose a day after {first} and up to {last}" if first < last else "",
        )


def fit_all(purchases, held_out, unit_days):
    """Yield each model's fit and its hold-out figures as dicts."""
    history = purchases.history
    groups = group(history.x, history.recency_days, history.age_days, unit_days)
    steady = fit_nbd(groups)
    fits = [steady]
    for model in ("bg_nbd", "mbg_nbd"):
        fits.append(lifetime.compare_with_nbd(fit_leaving(groups, model), steady))
    chosen_fit = lifetime.choose_purchase_fit(groups)
    for fit in fits:
        used = steady if fit.reason == "steady" else fit
        if chosen_fit.reason == "thin":
            used, fit = chosen_fit, replace(fit, reason="thin")
        figures = dict.fromkeys(FIGURES)
        if held_out:
            figures = test_purchases(used, purchases, unit_days)
        yield fit.as_dict(), figures
    yield fit_amounts(purchases, held_out)


def test_purchases(fit, purchases, unit_days):
    """Return the hold-out figures of a model of purchases."""
    history = purchases.history
    recency, age = history.recency_days / unit_days, history.age_days / unit_days
    horizon = (purchases.last - purchases.end) / unit_days
    predicted = prediction.expected_if_alive(
        fit.parameters, history.x, age, horizon, fit.model
    )
    if "a" in fit.parameters:
        predicted = predicted * prediction.probability_alive(
            fit.parameters, history.x, recency, age, fit.model
        )
    return chosen(backtest(purchases.count_later(), predicted, age - recency))


def fit_amounts(purchases, held_out):
    """Return the fit of Gamma-Gamma and its hold-out figures as dicts."""
    history = purchases.history
    figures = dict.fromkeys(FIGURES)
    try:
        fit = fit_gamma_gamma(history.x, history.mean)
    except EngineError as reason:
        nothing = {**dict.fromkeys(SHOWN), "model": "gamma_gamma", "n": 0}
        return {**nothing, "message": str(reason)}, figures
    if held_out:
        actual = purchases.average_later()
        compared = np.isfinite(actual) & (history.mean > 0)
        value = value_given(fit.parameters, history.x, history.mean)
        idle = history.age_days - history.recency_days
        figures = chosen(backtest(actual[compared], value[compared], idle[compared]))
        # Everybody compared has bought: there is nobody to be told apart from.
        figures.update(auc=None, auc_recency=None)
    return fit.as_dict(), figures


def chosen(found):
    return {name: value for name, value in found.as_dict().items() if name in FIGURES}


def rounded(value):
    """Round the floats in ``value``, however deep."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    return value
