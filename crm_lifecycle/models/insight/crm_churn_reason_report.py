# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL


class CrmChurnReasonReport(models.Model):
    """Why customers leave, the most frequent reason first (Pareto).

    One row a win-back case with a reason. Shares are of whatever was selected and
    grouped: they are worked out over the groups, and cumulated from the largest one.
    """

    _name = "crm.churn.reason.report"
    _description = "Reasons of leaving, ranked"
    _auto = False
    _order = "month desc, id"
    _rec_name = "reason_id"
    _depends = {
        "crm.winback.case": [
            "company_id",
            "date_open",
            "reason_id",
            "state",
            "tier_id",
            "user_id",
            "value_at_risk",
        ]
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(readonly=True, help="In which the case was opened.")
    reason_id = fields.Many2one("crm.churn.reason", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    tier_id = fields.Many2one("crm.value.tier", "Tier when opened", readonly=True)
    state = fields.Selection(
        selection=lambda self: (
            self.env["crm.winback.case"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        string="Result",
        readonly=True,
    )
    cases = fields.Integer(readonly=True)
    lost = fields.Integer(readonly=True)
    value_at_risk = fields.Monetary("Value at risk", readonly=True)
    share = fields.Float(
        "Share (%)", readonly=True, aggregator="avg", help="Of all cases shown."
    )
    cumulated_share = fields.Float(
        "Cumulated share (%)",
        readonly=True,
        aggregator="max",
        help="Of the cases of this reason and all more frequent ones.",
    )

    @property
    def _table_query(self):
        """Rows carry no share of their own: see :meth:`_read_group_select`."""
        return SQL(
            """
            SELECT id, company_id, reason_id, partner_id, user_id, tier_id, state,
                   date_trunc('month', date_open)::date AS month, 1 AS cases,
                   (state = 'lost')::int AS lost, value_at_risk,
                   NULL::float8 AS share, NULL::float8 AS cumulated_share
              FROM crm_winback_case
             WHERE reason_id IS NOT NULL AND state <> 'cancelled'
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        """Shares are window functions over the groups' own sums."""
        cases = self._field_to_sql(self._table, "cases", query)
        if aggregate_spec == "share:avg":
            return SQL(
                "100.0 * sum(%(cases)s) / NULLIF(sum(sum(%(cases)s)) OVER (), 0)",
                cases=cases,
            )
        if aggregate_spec == "cumulated_share:max":
            return SQL(
                """100.0 * sum(sum(%(cases)s)) OVER (
                       ORDER BY sum(%(cases)s) DESC, min(%(reason)s)
                       ROWS UNBOUNDED PRECEDING)
                   / NULLIF(sum(sum(%(cases)s)) OVER (), 0)""",
                cases=cases,
                reason=self._field_to_sql(self._table, "reason_id", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        """One query a set: over several at once, shares would count cases twice."""
        return [
            self._read_group(domain, groupby, aggregates, order=order)
            for groupby in grouping_sets
        ]
