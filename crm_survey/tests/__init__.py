# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import test_engine
from . import test_metric_engine
from . import test_question
from . import test_answer
from . import test_completion
from . import test_metric_scores
from . import test_metric_figures
from . import test_company
from . import test_profile
from . import test_survey
from . import test_partner
from . import test_rights
from . import test_public_page
from . import test_install
from . import test_churn_and_health
from . import test_customer_event
from . import test_answer_page
from . import test_answer_once
from . import test_answer_snapshot
from . import test_answer_anonymous
from . import test_answer_counter
from . import test_answer_portal
from . import test_touchpoint_budget
from . import test_touchpoint_plan
from . import test_touchpoint_properties
from . import test_touchpoint_screen
from . import test_touchpoint_send
from . import test_answer_cost
from . import test_touchpoint_tour
