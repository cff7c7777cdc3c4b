# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Credit risk of customers, from what they owe and what is known of them."""

import numpy as np

LOW, MID, HIGH = "low", "mid", "high"


def grade_credit_risk(
    overdue_days, overdue_amount, receivable, limit, flags, thresholds=(1, 60, 80.0)
):
    """Return the credit risk of each customer: ``low``, ``mid`` or ``high``.

    High: overdue for at least the second threshold of days, owing more than the
    credit limit, or any flag. Mid: overdue for at least the first threshold of days,
    or owing at least the third threshold in percent of the limit. Low otherwise.
    The first rule that holds decides; rules of credit control as practised, no
    statistics.

    :param overdue_days: (n,) days since the oldest overdue due date, NaN for none
    :param overdue_amount: (n,) money overdue; where it is not positive the days do
        not count
    :param receivable: (n,) money owed in total, same currency as ``limit``
    :param limit: (n,) credit limit; NaN or not positive is no limit
    :param flags: (n,) number of risk flags in force
    :param thresholds: days overdue for mid, days overdue for high, percent of the
        limit for mid
    :return: (n,) array of str
    :raise ValueError: the arrays differ in length

    >>> grade_credit_risk(
    ...     overdue_days=[float("nan"), 1, 60, 90, float("nan"), float("nan"), 0],
    ...     overdue_amount=[0, 10, 10, 0, 0, 0, 0],
    ...     receivable=[50, 10, 10, 10, 80, 101, 79],
    ...     limit=[float("nan"), 0, 0, 0, 100, 100, 100],
    ...     flags=[0, 0, 0, 0, 0, 0, 1],
    ... ).tolist()
    ['low', 'mid', 'high', 'low', 'mid', 'high', 'high']
    >>> grade_credit_risk([30], [10], [10], [0], [0], (45, 60, 80.0)).tolist()
    ['low']
    >>> grade_credit_risk([], [], [], [], []).tolist()
    []
    """
    days, overdue, owed, limit, flags = (
        np.asarray(values, dtype=float)
        for values in (overdue_days, overdue_amount, receivable, limit, flags)
    )
    if len({len(values) for values in (days, overdue, owed, limit, flags)}) > 1:
        raise ValueError("All arrays need one entry per customer.")
    mid_days, high_days, percent = thresholds
    late = np.where(overdue > 0, days, np.nan)
    limited = limit > 0
    high = (flags > 0) | (late >= high_days) | (limited & (owed > limit))
    mid = (late >= mid_days) | (limited & (owed * 100.0 >= percent * limit))
    return np.select([high, mid], [HIGH, MID], LOW)
