# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmCustomerProfile(models.Model):
    """When the customer's contract is up for renewal; written by the night."""

    _inherit = "crm.customer.profile"

    renewal_date = fields.Date(
        readonly=True,
        help="The last day to which an ordered contract runs. Categories of products "
        "say what a contract is and how long it runs.",
    )

    @api.model
    def _get_metric_queries(self, company, today):
        return super()._get_metric_queries(company, today) | {
            "renewal_date": self._get_renewal_query(company, today)
        }

    @api.model
    def _get_renewal_query(self, company, today):
        """Return the latest end of the contracts among confirmed orders."""
        return SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id,
                   max(ordered.day + interval '1 month' * category.contract_months
                   )::date AS value
              FROM product_category category
              JOIN product_template template ON template.categ_id = category.id
              JOIN product_product product ON product.product_tmpl_id = template.id
              JOIN sale_order_line line ON line.product_id = product.id
              JOIN sale_order sale ON sale.id = line.order_id
              JOIN res_partner customer ON customer.id = sale.partner_id
             CROSS JOIN LATERAL (
                   SELECT (sale.date_order AT TIME ZONE 'UTC'
                           AT TIME ZONE %(zone)s)::date AS day
             ) AS ordered
             WHERE category.is_contract
               AND line.product_uom_qty > 0
               AND sale.company_id = %(company_id)s
               AND sale.state = 'sale'
               AND ordered.day <= %(today)s
             GROUP BY customer.commercial_partner_id
            """,
            zone=company.partner_id.tz or "UTC",
            company_id=company.id,
            today=today,
        )
