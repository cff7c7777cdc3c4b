# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .bands import band_of_score
from .drivers import Driver, Drivers, relative_weights
from .intervals import (
    Estimate,
    count_top_two,
    estimate_mean,
    estimate_nps,
    estimate_share,
    nps_interval,
    wilson_interval,
)
from .nps import NPS_SCALE, NetPromoter, net_promoter, nps_class
from .scale import Scale
from .tally import BANDS, Tally
from .trend import Trend, mean_trend_test, trend_test

__all__ = [
    "BANDS",
    "NPS_SCALE",
    "Driver",
    "Drivers",
    "Estimate",
    "NetPromoter",
    "Scale",
    "Tally",
    "Trend",
    "band_of_score",
    "count_top_two",
    "estimate_mean",
    "estimate_nps",
    "estimate_share",
    "mean_trend_test",
    "net_promoter",
    "nps_class",
    "nps_interval",
    "relative_weights",
    "trend_test",
    "wilson_interval",
]
