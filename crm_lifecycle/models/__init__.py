# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import base
from . import value
from . import lifecycle
from . import service
from . import contact
from . import governance
from . import insight
