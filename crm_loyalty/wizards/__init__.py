# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import loyalty_card_update_balance
from . import loyalty_generate_wizard
from . import crm_loyalty_lot_extend
from . import crm_loyalty_expiry_apply
from . import crm_loyalty_earning_backfill
from . import crm_loyalty_redeem
from . import crm_loyalty_redeem_line
from . import crm_loyalty_points_choice
from . import sale_loyalty_reward_wizard
from . import crm_points_export
