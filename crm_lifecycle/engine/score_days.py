# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Days as numbers for scoring: the later the last purchase and the earlier the first
one, the higher the number, the same on every night."""

from datetime import date

FUTURE = date(2100, 1, 1)  # tenure counts the days from the first purchase to here
PAST = date(1900, 1, 1)  # recency counts the days from here to the last purchase
