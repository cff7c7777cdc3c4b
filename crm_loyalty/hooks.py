# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tools import SQL

GUARDED = ("loyalty_history", "crm_loyalty_allocation")


def post_init_hook(env):
    """Take the cards of a database that is in use over, balance by balance."""
    env.cr.execute(SQL("UPDATE loyalty_card SET plain_points = coalesce(points, 0)"))
    programs = env["loyalty.program"].with_context(active_test=False).search([])
    programs.points_digits = "2"
    env.invalidate_all()
    env["loyalty.history"]._adopt(programs.filtered("has_ledger"))


def uninstall_hook(env):
    """Give core its balances back and let it do with its history what it does."""
    env.flush_all()
    env.cr.execute(
        SQL(
            "UPDATE loyalty_card AS card SET points = %s",
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
