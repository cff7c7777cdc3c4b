# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

DAYS = {"high": 1, "medium": 3, "low": 7}


def migrate(cr, version):
    """The handbook's tiers get their days until a call-back, its presets warnings."""
    for code, days in DAYS.items():
        cr.execute(
            SQL(
                """UPDATE crm_value_tier SET callback_days = %(days)s
                    WHERE code = %(code)s AND COALESCE(callback_days, 0) = 0""",
                days=days,
                code=code,
            )
        )
    api.Environment(cr, SUPERUSER_ID, {})["crm.sla.target"]._warn_in_presets()
