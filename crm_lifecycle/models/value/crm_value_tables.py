# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

SHARED = ("crm_night_fact", "crm_night_metric")
OWN = ("crm_curve_bin", "crm_curve", "crm_night_mover")


class CrmValueTables(models.AbstractModel):
    """The tables of one night: made for its transaction, gone with it."""

    _name = "crm.value.tables"
    _description = "Tables of a night"

    @api.model
    def _plan_for_everybody(self):
        """Let the statements of this transaction be planned for a whole company.

        PostgreSQL cannot know how many rows a layer hands to the next: nested loops
        are never right then, compiling never pays, and a second process pays soon.
        """
        self.env.cr.execute(
            SQL(
                """SET LOCAL enable_nestloop = off; SET LOCAL jit = off;
                   SET LOCAL parallel_tuple_cost = 0.01"""
            )
        )

    @api.model
    def _make_table(self, name, query):
        """Fill ``name``, a table that several processes may read.

        PostgreSQL reads a temporary table with one process only. So this one is an
        unlogged table with the number of the session in its name, which nobody else
        ever sees; a temporary view lends it the short name. A glance at it is enough
        to plan by: each customer has one row.
        """
        table = self._get_shared_table(name)
        self.env.cr.execute(
            SQL(
                """
                CREATE UNLOGGED TABLE %(table)s AS %(query)s;
                SET LOCAL default_statistics_target TO 1;
                ANALYZE %(table)s (partner_id);
                SET LOCAL default_statistics_target TO DEFAULT;
                CREATE TEMPORARY VIEW %(name)s AS SELECT * FROM %(table)s
                """,
                table=table,
                query=query,
                name=SQL.identifier(name),
            )
        )

    @api.model
    def _drop_tables(self):
        """Drop the tables of this session's night."""
        views = [SQL.identifier("pg_temp", name) for name in SHARED]
        tables = [
            *map(self._get_shared_table, SHARED),
            *(SQL.identifier("pg_temp", name) for name in OWN),
        ]
        self.env.cr.execute(
            SQL(
                "DROP VIEW IF EXISTS %(views)s; DROP TABLE IF EXISTS %(tables)s",
                views=SQL(", ").join(views),
                tables=SQL(", ").join(tables),
            )
        )

    @api.model
    def _get_shared_table(self, name):
        ((session,),) = self.env.execute_query(SQL("SELECT pg_backend_pid()"))
        return SQL.identifier(f"{name}_{session}")
