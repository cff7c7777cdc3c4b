# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import test_counter_bonus
from . import test_counter_credit_note
from . import test_counter_pay_later
from . import test_counter_points
from . import test_counter_refund
from . import test_counter_tour
