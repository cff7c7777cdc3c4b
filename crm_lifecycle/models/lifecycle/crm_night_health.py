# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmValueNight(models.AbstractModel):
    """The night's health score: a weighted mean of factors from 0 to 100."""

    _inherit = "crm.value.night"

    @api.model
    def _get_health_factors(self, task):
        """Return ``{factor: SQL}``: 0 (bad) to 100 (good), NULL when unknown.

        Over the columns of the layers and ``tier_id``. Extend with
        ``super() | {…}`` and name the factor in
        ``crm.health.weight._get_factor_selection``.
        """
        return {
            "loyalty": SQL("100 * (1 - churn_probability)"),
            "trend": SQL(
                "CASE trend WHEN 'up' THEN 100 WHEN 'flat' THEN 70"
                " WHEN 'down' THEN 20 END"
            ),
            "payment": SQL(
                """CASE WHEN overdue_amount > 0 THEN greatest(
                        0, 60 - (%(today)s::date - oldest_due_date))
                        WHEN purchase_days > 0 THEN 100 END""",
                today=task.today,
            ),
            "peace": SQL("greatest(0, 100 - 50 * open_complaint_count)"),
            "contact": SQL(
                """CASE WHEN last_contact_date IS NOT NULL THEN greatest(
                        0, 100 - (%(today)s::date - last_contact_date) / 2) END""",
                today=task.today,
            ),
        }

    @api.model
    def _get_final_columns(self):
        return [*super()._get_final_columns(), "health"]

    @api.model
    def _get_final_layers(self, task):
        """Add the factors, what they weigh for the customer, and their mean."""
        layers = super()._get_final_layers(task)
        factors = self._get_health_factors(task)
        weights = self._get_health_weights(task)
        if not weights:
            return [*layers, {"health": SQL("NULL::int")}]
        return [
            *layers,
            {
                f"health_{name}": SQL("(%(value)s)::float8", value=factors[name])
                for name in weights
            },
            {
                f"weight_{name}": SQL(
                    "CASE WHEN %(factor)s IS NOT NULL THEN %(weight)s END",
                    factor=SQL.identifier(f"health_{name}"),
                    weight=weight,
                )
                for name, weight in weights.items()
            },
            {"health": self._get_health(weights)},
        ]

    @api.model
    def _get_health(self, weights):
        """Return the SQL of the weighted mean; unknown factors weigh nothing.

        It weighs by itself, not by the columns ``weight_…``: one level less.
        """
        rows = [
            (SQL.identifier(f"health_{name}"), weight)
            for name, weight in weights.items()
        ]
        values = [
            SQL("COALESCE(%(factor)s * %(weight)s, 0)", factor=factor, weight=weight)
            for factor, weight in rows
        ]
        totals = [
            SQL(
                "CASE WHEN %(factor)s IS NULL THEN 0 ELSE %(weight)s END",
                factor=factor,
                weight=weight,
            )
            for factor, weight in rows
        ]
        return SQL(
            "round((%(values)s) / NULLIF(%(totals)s, 0))::int",
            values=SQL(" + ").join(values),
            totals=SQL(" + ").join(totals),
        )

    @api.model
    def _get_health_weights(self, task):
        """Return ``{factor: SQL of its weight}``, exceptions first.

        The exception that names most decides: tier and stage, then tier, then stage.
        """
        factors = self._get_health_factors(task)
        rows = task.policy._get_health_weights()
        found = {}
        for name, weights in rows.grouped("factor").items():
            if name not in factors:
                continue
            cases = [
                SQL(
                    "WHEN %(who)s THEN %(weight)s::float8",
                    who=self._get_exception(row),
                    weight=row.weight,
                )
                for row in weights.sorted(
                    lambda row: (-2 * bool(row.tier_id) - bool(row.stage_id), row.id)
                )
            ]
            found[name] = SQL("CASE %(cases)s ELSE 0 END", cases=SQL(" ").join(cases))
        return found

    @api.model
    def _get_exception(self, row):
        conditions = [SQL("TRUE")]
        if row.tier_id:
            conditions.append(SQL("tier_id = %(id)s", id=row.tier_id.id))
        if row.stage_id:
            conditions.append(SQL("stage_id = %(id)s", id=row.stage_id.id))
        return SQL(" AND ").join(conditions)

    @api.model
    def _get_health_reading(self, task):
        """Return ``{factor: SQL}``: the points each factor gives to the health."""
        weights = self._get_health_weights(task)
        total = SQL(" + ").join(
            SQL("COALESCE(%(weight)s, 0)", weight=SQL.identifier(f"weight_{name}"))
            for name in weights
        )
        return {
            name: SQL(
                "%(factor)s * %(weight)s / NULLIF(%(total)s, 0)",
                factor=SQL.identifier(f"health_{name}"),
                weight=SQL.identifier(f"weight_{name}"),
                total=total,
            )
            for name in weights
        } or {"none": SQL("NULL")}
