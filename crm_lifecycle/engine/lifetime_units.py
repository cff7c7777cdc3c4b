# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Units of time of the lifetime models, shared by the fit and the night's SQL."""

UNIT_DAYS = 7  # models count in weeks
AGE_DAYS = 28  # expectations are tabulated for ages of so many days
YEAR_DAYS = 365.25
MONTH_UNITS = YEAR_DAYS / 12 / UNIT_DAYS
