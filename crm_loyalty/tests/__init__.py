# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import test_card_tier
from . import test_customer_points
from . import test_engine
from . import test_order_confirmed
from . import test_order_points
from . import test_points_note
from . import test_story
from . import test_tier_multiplier
from . import test_spending_adjustment
from . import test_spending_approval
from . import test_spending_catalogue
from . import test_spending_http
from . import test_spending_points_to_use
from . import test_spending_redeem
from . import test_spending_tier_benefit
