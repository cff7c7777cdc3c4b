# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_value_tier
from . import crm_customer_profile
from . import helpdesk_ticket
from . import helpdesk_ticket_category
from . import crm_customer_profile_complaints
from . import crm_value_tier_workload
from . import helpdesk_ticket_stage
from . import crm_sla_policy
from . import crm_sla_target
from . import crm_sla_step
from . import crm_sla_clock
from . import crm_sla_alert
from . import crm_sla_alert_actions
from . import crm_ticket_span
from . import helpdesk_ticket_sla
from . import crm_value_tier_sla
from . import crm_sla_clock_steps
from . import crm_sla_clock_sweep
from . import helpdesk_ticket_recipient
from . import helpdesk_ticket_complaint
from . import crm_value_tier_callback
from . import helpdesk_ticket_callback
