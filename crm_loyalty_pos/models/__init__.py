# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import account_move
from . import loyalty_program
from . import pos_order
from . import pos_order_line
from . import pos_order_refund
from . import res_partner
