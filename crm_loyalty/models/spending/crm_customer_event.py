# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmCustomerEvent(models.AbstractModel):
    """Benefits taken for points are events of the customer."""

    _inherit = "crm.customer.event"

    @api.model
    def _get_event_selection(self):
        return [
            *super()._get_event_selection(),
            ("benefit_redeemed", self.env._("Points redeemed for a benefit")),
        ]

    @api.model
    def _get_event_queries(self, company, first, last):
        redeemed = SQL(
            """
            SELECT redemption.partner_id, redemption.create_date AS at,
                   'crm.loyalty.redemption,' || redemption.id AS key,
                   'crm.loyalty.redemption' AS model, redemption.id AS res_id
              FROM crm_loyalty_redemption AS redemption
             WHERE redemption.company_id = %(company_id)s
               AND redemption.state IN ('approved', 'ready', 'done')
            """,
            company_id=company.id,
        )
        return super()._get_event_queries(company, first, last) | {
            "benefit_redeemed": self._get_bounded_query(company, redeemed, first, last)
        }
