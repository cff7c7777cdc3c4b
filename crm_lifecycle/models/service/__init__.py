# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_value_tier
from . import crm_customer_profile
from . import helpdesk_ticket
from . import helpdesk_ticket_category
from . import crm_customer_profile_complaints
from . import crm_value_tier_workload
