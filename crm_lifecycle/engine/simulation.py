# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Customers made up by the assumptions of the models, to hold fits against a truth."""

import numpy as np


def simulate(random, n, parameters, longest_days, unit_days=7):
    """Return x, recency and age (n,) of customers who came at a random day.

    They buy as MBG/NBD says, or as NBD where ``parameters`` have no ``a`` and ``b``.
    They are seen in whole days: two purchases on one day are one.

    :param random: a NumPy generator
    :param longest_days: the greatest age

    >>> truth = {"r": 0.5, "alpha": 6.0, "a": 0.9, "b": 1.6}
    >>> x, recency, age = simulate(np.random.default_rng(1), 1000, truth, 364)
    >>> bool((recency <= age).all() and ((x > 0) == (recency > 0)).all())
    True
    >>> int(x.sum())
    728
    """
    age = random.integers(1, longest_days + 1, n)
    pause = unit_days / np.maximum(
        random.gamma(parameters["r"], 1 / parameters["alpha"], n), 1e-12
    )
    stays = np.full(n, np.inf)  # purchases after the first until leaving
    if "a" in parameters:
        leaving = random.beta(parameters["a"], parameters["b"], n)
        stays = random.geometric(np.maximum(leaving, 1e-9)) - 1
    x, recency, clock = np.zeros(n, int), np.zeros(n, int), np.zeros(n)
    active = np.flatnonzero(stays > 0)
    while active.size:
        clock[active] += random.exponential(pause[active])
        active = active[clock[active] <= age[active]]
        day = np.ceil(clock[active]).astype(int)
        x[active] += day > recency[active]
        recency[active] = day
        active = active[x[active] < stays[active]]
    return x, recency, age


def simulate_spending(random, x, parameters):
    """Return the average amount (n,) of ``x`` repeat days, NaN without any.

    Gamma-Gamma: a customer's average is gamma distributed with shape p·x and rate ν·x,
    ν gamma distributed with shape ``q`` and rate ``v``.

    >>> spent = simulate_spending(
    ...     np.random.default_rng(1), np.array([0, 9]), {"p": 6.0, "q": 4.0, "v": 15.0}
    ... )
    >>> spent.round(2)
    array([  nan, 19.15])
    """
    level = random.gamma(parameters["q"], 1 / parameters["v"], x.size)
    times = np.where(x > 0, x, 1)
    mean = random.gamma(parameters["p"] * times, 1 / (level * times))
    return np.where(x > 0, mean, np.nan)
