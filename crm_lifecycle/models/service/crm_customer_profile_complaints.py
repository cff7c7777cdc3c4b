# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmCustomerProfile(models.Model):
    """Complaints of a customer: open tickets that are complaints."""

    _inherit = "crm.customer.profile"

    @api.model
    def _get_metric_queries(self, company, today):
        return super()._get_metric_queries(company, today) | {
            "open_complaint_count": self._get_complaint_query(company)
        }

    @api.model
    def _get_complaint_query(self, company):
        tickets = self.env["helpdesk.ticket"]
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, count(*) AS value
              FROM helpdesk_ticket document
              JOIN res_partner partner ON partner.id = document.partner_id
              LEFT JOIN helpdesk_ticket_stage stage ON stage.id = document.stage_id
             WHERE document.active AND document.is_complaint
               AND stage.closed IS NOT TRUE AND %(belongs)s
             GROUP BY partner.commercial_partner_id
            """,
            belongs=tickets._get_profile_company_sql(company),
        )
