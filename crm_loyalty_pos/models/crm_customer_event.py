# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmCustomerEvent(models.AbstractModel):
    """Sales at the counter are events of the customer, and may be the first contact."""

    _inherit = "crm.customer.event"

    @api.model
    def _get_event_selection(self):
        return [
            *super()._get_event_selection(),
            ("counter_sale", self.env._("Sale at the counter")),
        ]

    @api.model
    def _get_event_queries(self, company, first, last):
        query = self._get_counter_query(company)
        return super()._get_event_queries(company, first, last) | {
            "counter_sale": self._get_bounded_query(company, query, first, last)
        }

    @api.model
    def _get_contact_queries(self, company):
        sales = SQL(
            "SELECT partner_id, at, model, res_id FROM (%s) AS sale",
            self._get_counter_query(company),
        )
        return super()._get_contact_queries(company) | {"counter": sales}

    @api.model
    def _get_counter_query(self, company):
        """Sales of which the customer keeps something."""
        return SQL(
            """
            SELECT orders.partner_id,
                   coalesce(orders.counted_at, orders.date_order) AS at,
                   'pos.order,' || orders.id AS key,
                   'pos.order' AS model, orders.id AS res_id
              FROM pos_order AS orders
             WHERE orders.company_id = %(company_id)s
               AND orders.partner_id IS NOT NULL AND %(kept)s
            """,
            company_id=company.id,
            kept=self.env["pos.order"]._get_kept_sql(),
        )
