# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import loyalty_program
from . import crm_loyalty_pool
from . import loyalty_history
from . import loyalty_history_post
from . import loyalty_history_adopt
from . import crm_loyalty_lot
from . import crm_loyalty_allocation
from . import crm_loyalty_lot_terms
from . import crm_loyalty_lot_expiry
from . import loyalty_card
from . import loyalty_card_adjust
from . import sale_order_ledger
from . import sale_order_targets
from . import sale_order_coupon_points
from . import sale_order_line
from . import account_move
from . import res_partner
from . import base_partner_merge
from . import loyalty_program_expiry
from . import loyalty_program_words
from . import loyalty_program_terms
from . import loyalty_program_night
from . import crm_loyalty_pool_expiring
from . import loyalty_card_expiring
from . import crm_loyalty_notice
from . import crm_loyalty_difference
from . import crm_loyalty_difference_checks
from . import sale_order_adopt
from . import sale_order_release
from . import crm_loyalty_import
from . import crm_loyalty_import_read
from . import crm_loyalty_import_check
from . import crm_loyalty_import_line
