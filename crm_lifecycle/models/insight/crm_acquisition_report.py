# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL


class CrmAcquisitionReport(models.Model):
    """What a new customer cost, by month: acquisition costs over first purchases."""

    _name = "crm.acquisition.report"
    _description = "Cost of new customers"
    _auto = False
    _order = "month desc, company_id"
    _rec_name = "month"
    _depends = {
        "crm.acquisition.cost": [
            "company_id",
            "month",
            "source",
            "entered_amount",
            "analytic_account_id",
        ],
        "crm.customer.profile": ["company_id", "first_purchase_date"],
        "account.analytic.line": ["company_id", "date", "amount", "account_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(readonly=True)
    cost = fields.Monetary("Costs", readonly=True)
    new_customers = fields.Integer(readonly=True, help="First purchase in the month.")
    cac = fields.Monetary(
        "Cost per new customer",
        readonly=True,
        aggregator="avg",
        help="Customer acquisition cost: all costs over all new customers of the "
        "months shown. Empty without new customers.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT company_id * 100000
                   + (extract(year FROM month) * 12 + extract(month FROM month))::int
                       AS id,
                   company_id, month,
                   sum(cost) AS cost,
                   sum(new_customers)::int AS new_customers,
                   sum(cost) / NULLIF(sum(new_customers), 0) AS cac
              FROM (
                SELECT company_id, month, amount AS cost, 0 AS new_customers
                  FROM (%(amounts)s) AS spent
                 UNION ALL
                SELECT company_id, date_trunc('month', first_purchase_date)::date,
                       0, count(*)
                  FROM crm_customer_profile
                 WHERE first_purchase_date IS NOT NULL
                 GROUP BY 1, 2
              ) AS fact
             WHERE company_id = ANY(%(company_ids)s)
             GROUP BY company_id, month
            """,
            amounts=self.env["crm.acquisition.cost"]._get_amount_query(),
            company_ids=self.env.companies.ids,
        )

    def _read_group_select(self, aggregate_spec, query):
        """Divide sums: an average of monthly ratios would be wrong."""
        if aggregate_spec != "cac:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "sum(%(cost)s) / NULLIF(sum(%(customers)s), 0)",
            cost=self._field_to_sql(self._table, "cost", query),
            customers=self._field_to_sql(self._table, "new_customers", query),
        )
