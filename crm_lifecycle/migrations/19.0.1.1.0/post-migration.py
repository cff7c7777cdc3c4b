# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tools import SQL


def migrate(cr, version):
    """Contributions are read from last night's cut points and stored no longer."""
    cr.execute(
        SQL("ALTER TABLE crm_customer_profile DROP COLUMN IF EXISTS contributions")
    )
