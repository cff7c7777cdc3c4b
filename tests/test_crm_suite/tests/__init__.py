# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import test_story
from . import test_margin
from . import test_cdnow
from . import test_lifetime_truth
from . import test_lifetime_oracle
from . import test_ledger_machine
from . import test_survey_hostile
from . import test_deliveries
