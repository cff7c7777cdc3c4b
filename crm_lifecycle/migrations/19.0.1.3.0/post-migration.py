# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

FACTORS = {"high": 0.5, "minimal": 1.5}


def migrate(cr, version):
    """The handbook's tiers get its factors, the helpdesk's stages their meaning."""
    for code, factor in FACTORS.items():
        cr.execute(
            SQL(
                """UPDATE crm_value_tier SET sla_factor = %(factor)s
                    WHERE code = %(code)s AND sla_factor = 1""",
                factor=factor,
                code=code,
            )
        )
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["helpdesk.ticket.stage"]._set_standard_effects()
