# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import loyalty_history
from . import loyalty_history_share
from . import loyalty_history_again
from . import crm_loyalty_earning_rule
from . import crm_loyalty_earning_rule_events
from . import crm_loyalty_earning_rule_dates
from . import crm_loyalty_earning_rule_match
from . import crm_loyalty_earning_rule_book
from . import crm_loyalty_earning_rule_share
from . import crm_loyalty_earning_rule_words
from . import crm_loyalty_earning_rule_counts
from . import crm_loyalty_earning_preset
from . import crm_loyalty_earning_schedule
from . import loyalty_card
from . import sale_order
from . import account_move
from . import res_partner
