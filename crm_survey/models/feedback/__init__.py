# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_value_tier
from . import crm_feedback_cause
from . import crm_feedback
from . import crm_feedback_receive
from . import crm_feedback_measures
from . import crm_feedback_steps
from . import crm_feedback_verify
from . import crm_feedback_portal
from . import crm_improvement_action
from . import crm_feedback_rule
from . import crm_feedback_rule_match
from . import crm_feedback_rule_actions
from . import crm_feedback_rule_words
from . import crm_feedback_preset
from . import survey_user_input
from . import helpdesk_ticket
from . import helpdesk_ticket_category
from . import crm_customer_profile
from . import crm_customer_event
from . import res_partner
from . import crm_churn_weight
from . import crm_value_night
