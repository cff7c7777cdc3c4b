# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_survey_asked_mixin
from . import crm_survey_figure_mixin
from . import survey_question
from . import survey_question_points
from . import survey_question_answer
from . import survey_question_sentence
from . import survey_question_figure
from . import survey_question_statistics
from . import survey_user_input
from . import survey_user_input_line
from . import survey_survey
from . import crm_customer_profile
from . import res_partner
from . import crm_churn_weight
from . import crm_health_weight
from . import crm_value_night
from . import crm_tier_kpi
from . import crm_customer_event
from . import crm_survey_score
