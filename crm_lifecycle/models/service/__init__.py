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
from . import crm_ticket_span
from . import helpdesk_ticket_sla
from . import crm_value_tier_sla
from . import crm_working_time
from . import resource_calendar
from . import resource_calendar_attendance
from . import resource_calendar_leaves
from . import res_company
from . import crm_due_service_hours
from . import helpdesk_ticket_team_hours
from . import helpdesk_ticket_stage_spans
from . import crm_sla_policy_fields
from . import crm_ticket_span_follow
from . import crm_sla_clock_open
from . import crm_sla_clock_replace
from . import crm_sla_clock_end
from . import crm_sla_clock_count
from . import crm_sla_clock_due
from . import helpdesk_ticket_clocks
from . import helpdesk_ticket_replies
from . import crm_customer_profile_service
from . import base_partner_merge
