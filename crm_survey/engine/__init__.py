# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .nps import NPS_SCALE, NetPromoter, net_promoter, nps_class
from .scale import Scale

__all__ = ["NPS_SCALE", "NetPromoter", "Scale", "net_promoter", "nps_class"]
