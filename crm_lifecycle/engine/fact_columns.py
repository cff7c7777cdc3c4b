# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The columns of facts that add up, and which of them are money."""

MONEY = (
    "revenue",
    "refunds",
    "margin",
    "window_revenue",
    "window_margin",
    "late_revenue",
    "early_revenue",
)
MARGINS = {"margin": "revenue", "window_margin": "window_revenue"}  # and their sales
# Two invoiced entities that turn out to be one customer: these are added.
SUMS = (
    "purchase_count",
    "purchase_days",
    "window_purchase_days",
    "trend_purchases",
    *MONEY,
)
