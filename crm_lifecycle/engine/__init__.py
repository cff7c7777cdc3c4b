# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import policy_check
from . import score_days
from . import preference
from . import rfm_scale
from . import rfm_segments
