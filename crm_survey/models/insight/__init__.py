# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import survey_question
from . import crm_survey_preset
from . import crm_survey_preset_questions
from . import survey_survey
from . import crm_survey_score
from . import crm_survey_sheet
from . import crm_survey_handler_report
from . import crm_survey_funnel
from . import crm_survey_insight
from . import crm_survey_insight_scores
from . import crm_survey_insight_drivers
from . import crm_survey_insight_worth
from . import crm_survey_request
from . import res_partner
from . import crm_customer_profile
from . import crm_feedback_report
