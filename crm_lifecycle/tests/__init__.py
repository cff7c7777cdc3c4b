# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import test_story
from . import test_purchases
from . import test_window
from . import test_order_source
from . import test_who_is_a_customer
from . import test_moved_contacts
from . import test_merged_customers
from . import test_tier_groups
from . import test_tier_criteria
from . import test_score_card
from . import test_unchanged_night
from . import test_documents
from . import test_contact_tier
from . import test_companies
from . import test_tickets
from . import test_dispatcher
from . import test_run_log
from . import test_due_work
from . import test_outbox
from . import test_policy_versions
from . import test_policy_check
from . import test_explanation
from . import test_rights
from . import test_summary
from . import test_engine
from . import test_tours
from . import test_profile_page
from . import test_rfm_grid
from . import test_rfm_scale
from . import test_presets
from . import test_product_preference
from . import test_clustering
from . import test_engine_properties
from . import test_tours_rfm
