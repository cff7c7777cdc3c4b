# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import loyalty_history
from . import crm_loyalty_pool
from . import loyalty_card
from . import res_partner
from . import crm_customer_profile
from . import sale_order
from . import loyalty_program
from . import crm_loyalty_breakage
from . import crm_points_report
from . import crm_points_liability
from . import crm_points_sheet
from . import crm_loyalty_effect_facts
from . import crm_loyalty_effect
