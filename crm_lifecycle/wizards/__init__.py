# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import crm_value_export
from . import crm_sla_export
from . import crm_sla_import
from . import crm_sla_import_line
from . import crm_approval_refusal
from . import crm_consent_record
