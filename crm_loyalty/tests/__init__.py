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
from . import test_ledger_api
from . import test_ledger_append_only
from . import test_ledger_cards
from . import test_ledger_input
from . import test_ledger_orders
from . import test_ledger_people
from . import test_ledger_refunds
from . import test_ledger_rights
from . import test_ledger_story
from . import test_ledger_wizards
