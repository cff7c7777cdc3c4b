# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from typing import Any, NamedTuple


class Task(NamedTuple):
    """What is to be scored: a company's customers as of a day, under a policy."""

    company: Any
    policy: Any
    today: Any
    run_id: int | None = None
    partner_ids: list | None = None  # None: everybody
    calibration: dict | None = None  # cut points and bounds, once they are found
    tested: tuple | None = None  # a back-test and what was learnt, before a fit
    is_dry: bool = False  # nothing is to be written or learnt
