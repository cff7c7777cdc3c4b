# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import loyalty_card_update_balance
from . import loyalty_generate_wizard
from . import crm_points_export
