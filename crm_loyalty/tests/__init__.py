# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import test_card_tier
from . import test_customer_points
from . import test_engine
from . import test_order_confirmed
from . import test_order_points
from . import test_points_note
from . import test_portal_points
from . import test_referral
from . import test_referral_page
from . import test_referral_refusal
from . import test_story
from . import test_tier_multiplier
