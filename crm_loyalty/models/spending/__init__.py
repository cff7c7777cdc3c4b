# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_loyalty_benefit
from . import crm_loyalty_benefit_catalogue
from . import crm_loyalty_benefit_redeem
from . import crm_loyalty_redemption
from . import crm_loyalty_redemption_steps
from . import crm_loyalty_pool
from . import loyalty_card
from . import loyalty_reward
from . import sale_order_points
from . import sale_order_line
from . import loyalty_program
from . import crm_loyalty_adjustment
from . import loyalty_card_adjust
from . import crm_tier_benefit
from . import crm_loyalty_benefit_grant
from . import crm_loyalty_benefit_grant_restore
from . import crm_value_tier
from . import crm_customer_event
from . import crm_customer_profile
from . import crm_due
from . import res_partner
from . import crm_loyalty_benefit_free
from . import crm_tier_benefit_birthday
from . import crm_loyalty_birthday_gift
from . import crm_loyalty_birthday_schedule
from . import res_company
from . import crm_loyalty_benefit_preset
