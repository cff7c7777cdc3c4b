# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_value_tier
from . import crm_value_policy_check
from . import crm_value_policy
from . import crm_value_policy_part_mixin
from . import crm_value_policy_tier
from . import crm_value_criterion
from . import crm_value_policy_weight
from . import crm_value_explanation
from . import crm_profile_link_mixin
from . import crm_customer_profile
from . import crm_customer_profile_sources
from . import crm_customer_profile_documents
from . import crm_profile_change
from . import crm_value_ranking
from . import crm_value_summary
from . import crm_value_metrics
from . import crm_value_scoring
from . import crm_value_calm
from . import crm_value_writing
from . import crm_value_night
from . import crm_due
from . import account_move
from . import crm_lead
from . import sale_order
from . import res_partner
from . import res_company
from . import res_config_settings
from . import base_partner_merge
