# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import survey
from . import survey_guard
from . import survey_once
from . import session_guard
from . import invitation
from . import counter
from . import portal
from . import feedback_portal
