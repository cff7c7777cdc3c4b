# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The lifetime engine: how fast it fits, or what it says of your own purchases.

``fit``: simulated customers with about ten purchases each. The limit is ``lifetimes``
on the same groups and amounts, up to 200,000 customers, in a process of its own so
that the memory shown is ours. With ``--data`` see ``fit_file``.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from engine import bg_nbd, gamma_gamma, prediction, purchase_history, simulation

import fit_file
import harness
from bootstrap import console

DEFAULT_SIZES = (200_000, 1_000_000)
LARGEST_FOR_ORACLE = 200_000
LONGEST_DAYS = 1400
PURCHASES = {"r": 1.1, "alpha": 8.0, "a": 0.5, "b": 8.0}
SPENDING = {"p": 6.0, "q": 4.0, "v": 15.0}
MONTHS, MONTH = 36, 365.25 / 12 / 7
ORACLE = Path(__file__).with_name("fit_oracle.py")


def make_customers(n):
    """Return the x, recency, age and average amount of n customers."""
    random = np.random.default_rng(1)
    x, recency, age = simulation.simulate(random, n, PURCHASES, LONGEST_DAYS)
    return x, recency, age, simulation.simulate_spending(random, x, SPENDING)


def predict(parameters, x, recency, age):
    """Do what a night does with a fit: each x and age once, P(alive) for everybody."""
    pairs = np.unique(x * (LONGEST_DAYS + 1) + age)
    times, days = np.divmod(pairs, LONGEST_DAYS + 1)
    prediction.expected_if_alive(parameters, times, days / 7, 52)
    prediction.discounted_if_alive(parameters, times, days / 7, MONTHS, MONTH)
    prediction.probability_alive(parameters, x, recency / 7, age / 7)


def ask_oracle(groups, x, mean):
    """Return what ``lifetimes`` needed and found, measured in a process of its own."""
    returned = x > 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "groups.npz"
        np.savez(
            file,
            x=groups.x,
            recency=groups.recency,
            age=groups.age,
            weights=groups.weights,
            times=x[returned],
            mean=mean[returned],
        )
        command = [sys.executable, "-B", ORACLE, file]
        found = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(found.stdout)


def bench_size(customers):
    """Measure one size and report its line."""
    x, recency, age, mean = make_customers(customers)
    found = {}

    def put_together():
        found["groups"] = purchase_history.group(x, recency, age)

    group_seconds = harness.seconds_of(put_together)
    fit = bg_nbd.fit_leaving(found["groups"])
    amounts = gamma_gamma.fit_gamma_gamma(x, mean)
    predict_seconds = harness.seconds_of(
        lambda: predict(fit.parameters, x, recency, age)
    )
    oracle = {"seconds": None}
    if customers <= LARGEST_FOR_ORACLE:
        oracle = ask_oracle(found["groups"], x, mean)
    harness.report(
        "fit",
        customers,
        fit.seconds + amounts.seconds,
        oracle["seconds"],
        evaluations=fit.evaluations,
        gamma_gamma_evaluations=amounts.evaluations,
        groups=fit.groups,
        purchases=round(float(x.mean()) + 1, 1),
        group_seconds=round(group_seconds, 4),
        mbg_nbd_seconds=round(fit.seconds, 4),
        gamma_gamma_seconds=round(amounts.seconds, 4),
        predict_seconds=round(predict_seconds, 4),
        parameters={name: round(value, 4) for name, value in fit.parameters.items()},
        parameters_of_oracle=oracle.get("parameters"),
    )


def main():
    if file := os.environ.get("CRM_SUITE_BENCH_DATA"):
        start = os.environ.get("CRM_SUITE_BENCH_HOLDOUT_START")
        fit_file.report(
            Path(file),
            date.fromisoformat(start) if start else None,
            os.environ["CRM_SUITE_BENCH_UNIT"],
        )
        return
    asked = os.environ.get("CRM_SUITE_BENCH_CUSTOMERS")
    for customers in (int(asked),) if asked else DEFAULT_SIZES:
        bench_size(customers)


if __name__ == "__main__":
    sys.exit(console.guarded(main))
