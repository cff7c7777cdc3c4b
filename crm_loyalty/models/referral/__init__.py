# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_loyalty_benefit_portal
from . import crm_loyalty_pool_portal
from . import crm_referral_program
from . import crm_referral_code
from . import crm_referral_code_visitor
from . import crm_referral
from . import crm_referral_check
from . import crm_referral_follow
from . import crm_referral_booking
from . import crm_due
from . import loyalty_history
from . import res_partner
from . import sale_order
