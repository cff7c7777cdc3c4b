# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_value_tier
from . import crm_customer_profile
from . import loyalty_program
from . import loyalty_program_cost
from . import crm_value_tier_workload
from . import loyalty_card
from . import res_partner
from . import sale_order
from . import ledger
from . import earning
from . import spending
from . import insight
from . import referral
