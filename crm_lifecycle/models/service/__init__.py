# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_value_tier
from . import crm_customer_profile
from . import helpdesk_ticket
from . import helpdesk_ticket_category
from . import crm_customer_profile_complaints
from . import crm_value_tier_workload
from . import helpdesk_ticket_stage
from . import helpdesk_ticket_team
from . import crm_sla_preset
from . import crm_sla_policy
from . import crm_sla_policy_match
from . import crm_sla_policy_words
from . import crm_sla_policy_check
from . import crm_sla_policy_actions
from . import crm_sla_policy_follow
from . import crm_due_sla
from . import crm_sla_takeover
from . import crm_sla_target
from . import crm_sla_target_words
from . import crm_sla_step
from . import crm_sla_clock
from . import crm_sla_alert
from . import crm_ticket_span
from . import helpdesk_ticket_policy_stub
from . import helpdesk_ticket_sla
from . import helpdesk_ticket_policy
from . import crm_value_tier_sla
