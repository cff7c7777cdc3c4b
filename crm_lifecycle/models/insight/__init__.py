# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_purchase_history
from . import crm_acquisition_cost
from . import crm_acquisition_report
from . import crm_customer_cohort
from . import crm_churn_report
from . import res_company
from . import res_config_settings
from . import crm_winback_funnel
from . import crm_winback_uplift
from . import crm_churn_reason_report
from . import crm_value_sheet
from . import crm_tier_kpi
