# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmValueRegistered(models.AbstractModel):
    """Figures from elsewhere: what ``_get_metric_queries`` registers, side by side."""

    _name = "crm.value.registered"
    _description = "Registered figures of customers"

    @api.model
    def _get_registered_metrics(self, task):
        """Return ``{column of the profile: SQL}`` as registered for this task."""
        return self.env["crm.customer.profile"]._get_metric_queries(
            task.company, task.today
        )

    @api.model
    def _get_metric_query(self, task):
        """Return one row per customer that has any registered figure.

        Few of the customers have each of them, so they are put together first.
        """
        metrics = self._get_registered_metrics(task)
        tables = [
            SQL(
                "(%(query)s) AS %(alias)s",
                query=query,
                alias=SQL.identifier(f"metric_{name}"),
            )
            for name, query in metrics.items()
        ]
        if not tables:
            return SQL("SELECT NULL::int AS partner_id WHERE FALSE")
        return SQL(
            "SELECT partner_id, %(values)s FROM %(first)s %(others)s",
            values=self._select_named(
                {name: SQL.identifier(f"metric_{name}", "value") for name in metrics}
            ),
            first=tables[0],
            others=SQL(" ").join(
                SQL("FULL JOIN %(table)s USING (partner_id)", table=table)
                for table in tables[1:]
            ),
        )

    @api.model
    def _get_metric_columns(self, names):
        """Return ``{column of the profile: SQL over metric}`` of registered figures."""
        columns = {}
        for name in names:
            field = self.env["crm.customer.profile"]._fields[name]
            value = SQL.identifier("metric", name)
            if field.type == "integer":
                value = SQL("COALESCE(%(value)s, 0)", value=value)
            columns[name] = SQL(
                "%(value)s::%(type)s", value=value, type=SQL(field.column_type[1])
            )
        return columns
