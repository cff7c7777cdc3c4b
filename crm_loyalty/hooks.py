# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tools import SQL

GUARDED = ("loyalty_history", "crm_loyalty_allocation")


def post_init_hook(env):
    """Take the cards of a database that is in use over, balance by balance."""
    env.cr.execute(
        SQL(
            """
            UPDATE loyalty_card SET plain_points = coalesce(points, 0)
             WHERE pool_id IS NULL
            """
        )
    )
    programs = env["loyalty.program"].with_context(active_test=False).search([])
    programs.points_digits = "2"
    env.invalidate_all()
    env["loyalty.history"]._adopt(programs.filtered("has_ledger"))


def uninstall_hook(env):
    """Give core its balances back and let it do with its history what it does.

    What a customer has on several cards goes to the first of them that is in use.
    """
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            UPDATE loyalty_card AS card
               SET points = CASE WHEN place.number = 1 THEN %s ELSE 0 END
              FROM (SELECT id, CASE WHEN pool_id IS NULL THEN 1 ELSE
                           row_number() OVER (
                               PARTITION BY pool_id ORDER BY active DESC, id) END
                           AS number
                      FROM loyalty_card) AS place
             WHERE place.id = card.id
            """,
            env["loyalty.card"]._field_to_sql("card", "points"),
        )
    )
    for table in GUARDED:
        env.cr.execute(
            SQL(
                "DROP TRIGGER IF EXISTS %s ON %s",
                SQL.identifier(f"{table}_guard"),
                SQL.identifier(table),
            )
        )
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS crm_loyalty_refuse()"))
