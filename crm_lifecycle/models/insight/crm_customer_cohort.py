# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL


class CrmCustomerCohort(models.Model):
    """Who comes back: customers by the month of their first purchase, month by month.

    One row per company, cohort and month since then, up to the present month, also
    where nobody of the cohort bought.
    """

    _name = "crm.customer.cohort"
    _inherit = "crm.purchase.history"
    _description = "Customer cohort"
    _auto = False
    _order = "cohort_month desc, months_since, company_id"
    _rec_name = "cohort_month"
    _depends = {
        "account.move": ["company_id", "state", "move_type", "invoice_date"],
        "sale.order": ["company_id", "state", "date_order", "partner_id"],
        "res.partner": ["commercial_partner_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    cohort_month = fields.Date("First purchase", readonly=True)
    months_since = fields.Integer("Months since", readonly=True, aggregator=None)
    cohort_size = fields.Integer("Customers of the cohort", readonly=True)
    customers = fields.Integer("Customers who bought", readonly=True)
    retention = fields.Float(
        "Retention (%)",
        readonly=True,
        aggregator="avg",
        help="Customers who bought in the month, in percent of their cohort. Groups "
        "are weighted by the size of the cohorts.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH bought AS (
                SELECT DISTINCT company_id, partner_id, today,
                       date_trunc('month', day)::date AS month
                  FROM (%(days)s) AS purchase
            ), member AS (
                SELECT bought.*,
                       min(month) OVER (PARTITION BY company_id, partner_id) AS cohort
                  FROM bought
            ), cohort AS (
                SELECT company_id, cohort, today,
                       count(DISTINCT partner_id) AS cohort_size
                  FROM member
                 GROUP BY company_id, cohort, today
            )
            SELECT %(row_id)s AS id,
                   cohort.company_id,
                   cohort.cohort AS cohort_month,
                   ((extract(year FROM cell.month) - extract(year FROM cohort.cohort))
                     * 12 + extract(month FROM cell.month)
                     - extract(month FROM cohort.cohort))::int AS months_since,
                   cohort.cohort_size::int AS cohort_size,
                   count(member.partner_id)::int AS customers,
                   100.0 * count(member.partner_id) / cohort.cohort_size AS retention
              FROM cohort
              CROSS JOIN LATERAL (
                    SELECT month::date
                      FROM generate_series(cohort.cohort, cohort.today,
                                           interval '1 month') AS month
                   ) AS cell
              LEFT JOIN member
                ON member.company_id = cohort.company_id
               AND member.cohort = cohort.cohort AND member.month = cell.month
             GROUP BY cohort.company_id, cohort.cohort, cell.month, cohort.cohort_size
            """,
            days=self._get_purchase_days(),
            row_id=self._get_row_id(
                SQL("cohort.company_id"), SQL("cohort.cohort, cell.month")
            ),
        )

    def _read_group_select(self, aggregate_spec, query):
        """Weigh cohorts by their size."""
        if aggregate_spec != "retention:avg":
            return super()._read_group_select(aggregate_spec, query)
        return self._get_ratio(query, "customers", "cohort_size")
