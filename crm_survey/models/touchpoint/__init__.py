# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_survey_touchpoint
from . import crm_survey_touchpoint_request
from . import crm_survey_request
from . import crm_survey_request_state
from . import crm_survey_request_send
from . import res_partner
