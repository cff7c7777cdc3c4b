# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_literal_domain_mixin
from . import crm_preset_mixin
from . import crm_run
from . import crm_daily_schedule
from . import crm_due
from . import crm_outbox
from . import crm_approval_mixin
from . import crm_sheet
