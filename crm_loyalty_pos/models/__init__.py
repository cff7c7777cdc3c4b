# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import account_move
from . import account_move_line
from . import account_partial_reconcile
from . import crm_customer_event
from . import crm_loyalty_earning_rule
from . import loyalty_program
from . import pos_order
from . import pos_order_line
from . import pos_order_paid
from . import pos_order_refund
from . import pos_order_bonus
from . import pos_payment
from . import pos_session
from . import res_partner
from . import sale_order
