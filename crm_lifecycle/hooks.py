# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tools import SQL

LINKED_TABLES = ("sale_order", "crm_lead", "helpdesk_ticket")


def pre_init_hook(env):
    """Create the links as empty columns: no profile exists yet, so there is nothing
    to compute for the documents of a database that is in use."""
    for table in LINKED_TABLES:
        env.cr.execute(
            SQL(
                "ALTER TABLE %(table)s ADD COLUMN IF NOT EXISTS profile_id integer",
                table=SQL.identifier(table),
            )
        )


def post_init_hook(env):
    """Say what the helpdesk's own stages mean for the clocks of a ticket."""
    env["helpdesk.ticket.stage"]._set_standard_effects()
