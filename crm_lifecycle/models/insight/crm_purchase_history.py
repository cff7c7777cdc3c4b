# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

MAX_ROWS = 1_000_000  # of one company in one report


class CrmPurchaseHistory(models.AbstractModel):
    """On which days customers bought: what cohort and churn reports are made of.

    Read from the source of revenue of each company's policy, of the companies that
    the user has switched on, and rolled up to the present commercial partner.
    """

    _name = "crm.purchase.history"
    _description = "Purchase days of customers"

    @api.model
    def _get_purchase_days(self):
        """Return the SQL of ``company_id, partner_id, day, today, churn_months``.

        One row per customer and day with a purchase, up to today at the company.
        """
        return SQL(" UNION ALL ").join(
            self._get_company_purchase_days(company) for company in self.env.companies
        )

    @api.model
    def _get_company_purchase_days(self, company):
        policy = self.env["crm.value.policy"]._get_active(company)
        queries = self.env["crm.customer.profile"]._get_event_queries(company)
        return SQL(
            """
            SELECT DISTINCT %(company_id)s AS company_id,
                   partner.commercial_partner_id AS partner_id,
                   event.event_date AS day,
                   %(today)s::date AS today,
                   %(churn_months)s AS churn_months
              FROM (%(events)s) AS event
              JOIN res_partner partner ON partner.id = event.partner_id
             WHERE event.is_purchase AND event.event_date <= %(today)s
            """,
            company_id=company.id,
            today=self.env["crm.value.night"]._get_today(company),
            churn_months=company.sudo().crm_churn_months,
            events=queries[policy.revenue_source or "invoice"],
        )

    @api.model
    def _get_row_id(self, company, order):
        """Return the SQL of an id that no other switched-on company changes."""
        return SQL(
            """%(company)s * %(rows)s::bigint
               + row_number() OVER (PARTITION BY %(company)s ORDER BY %(order)s)""",
            company=company,
            rows=MAX_ROWS,
            order=order,
        )

    @api.model
    def _get_ratio(self, query, part, whole):
        """Return the SQL of ``part`` in percent of ``whole`` over a group of rows."""
        return SQL(
            "100.0 * sum(%(part)s) / NULLIF(sum(%(whole)s), 0)",
            part=self._field_to_sql(self._table, part, query),
            whole=self._field_to_sql(self._table, whole, query),
        )
