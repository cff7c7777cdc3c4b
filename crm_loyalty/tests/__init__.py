# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import test_card_tier
from . import test_customer_points
from . import test_engine
from . import test_insight_balance
from . import test_insight_effect
from . import test_insight_order
from . import test_insight_reports
from . import test_order_confirmed
from . import test_order_points
from . import test_points_note
from . import test_story
from . import test_tier_multiplier
