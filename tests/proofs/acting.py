# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What every scene needs: its name, a connection, and a few plain verbs."""

from contextlib import contextmanager

import odoo
from odoo import fields
from odoo.tools import SQL

SCENES = {}


def scene(function):
    SCENES[function.__name__] = function
    return function


@contextmanager
def acting(registry):
    """A superuser environment on a connection of its own; commits at the end."""
    with registry.cursor() as cursor:
        yield odoo.api.Environment(cursor, odoo.SUPERUSER_ID, {})


def get_table(env):
    """Return the tier of every customer, as one comparable text."""
    ((table,),) = env.execute_query(
        SQL(
            """SELECT string_agg(concat_ws(':', partner_id, tier_id, score, revenue),
                                 ',' ORDER BY partner_id) FROM crm_customer_profile"""
        )
    )
    return table


def get_today(env):
    return env["crm.value.night"]._get_today(env.company)


def add_invoice(env, partner, amount):
    """Post an invoice of today for ``partner``."""
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": get_today(env),
            "invoice_line_ids": [
                fields.Command.create(
                    {"name": "Sold", "price_unit": amount, "tax_ids": False}
                )
            ],
        }
    )
    invoice.action_post()
