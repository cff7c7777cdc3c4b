# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_lifecycle_stage
from . import crm_stage_rule
from . import crm_churn_weight
from . import crm_health_weight
from . import crm_value_policy
from . import crm_value_criterion
from . import product_category
from . import crm_profile_change
from . import crm_customer_profile
from . import crm_customer_profile_renewal
from . import crm_night_stage
from . import crm_night_churn
from . import crm_night_health
from . import crm_night_renewal
from . import crm_stage
from . import crm_sales_funnel
from . import crm_customer_profile_why
from . import crm_profile_change_timeline
from . import digest_digest
