# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import res_company
from . import res_config_settings
from . import crm_survey_touchpoint
from . import crm_survey_touchpoint_tier
from . import crm_survey_touchpoint_request
from . import crm_survey_touchpoint_audience
from . import crm_survey_touchpoint_plan
from . import crm_survey_touchpoint_words
from . import crm_survey_touchpoint_preset
from . import crm_survey_request
from . import crm_survey_request_state
from . import crm_survey_request_budget
from . import crm_survey_request_send
from . import crm_survey_request_remind
from . import crm_survey_request_actions
from . import crm_survey_planner
from . import crm_outbox
from . import mail_thread
from . import res_partner
from . import crm_consent
