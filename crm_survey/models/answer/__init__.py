# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import survey_survey
from . import survey_question
from . import crm_survey_credit
from . import crm_survey_request
from . import crm_survey_request_token
from . import crm_survey_request_snapshot
from . import crm_survey_request_answer
from . import crm_survey_request_merge
from . import crm_survey_touchpoint
from . import crm_survey_touchpoint_invited
from . import survey_user_input
from . import survey_user_input_anonymous
from . import survey_user_input_end
from . import base_partner_merge
