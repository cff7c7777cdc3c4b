# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmCustomerEvent(models.AbstractModel):
    """Solved tickets are events of the customer who asked; new ones are contacts."""

    _inherit = "crm.customer.event"

    @api.model
    def _get_event_selection(self):
        return [
            *super()._get_event_selection(),
            ("ticket_solved", self.env._("Ticket solved")),
        ]

    @api.model
    def _get_event_queries(self, company, first, last):
        solved = self._get_bounded_query(
            company, self._get_solved_query(company), first, last
        )
        return super()._get_event_queries(company, first, last) | {
            "ticket_solved": solved
        }

    @api.model
    def _get_contact_queries(self, company):
        tickets = SQL(
            """
            SELECT document.partner_id, document.create_date AS at,
                   'helpdesk.ticket' AS model, document.id AS res_id
              FROM helpdesk_ticket AS document
             WHERE %s
            """,
            self.env["helpdesk.ticket"]._get_profile_company_sql(company),
        )
        return super()._get_contact_queries(company) | {"ticket": tickets}

    @api.model
    def _get_solved_query(self, company):
        """Tickets that are solved now; one that was merged into another is none.

        A ticket that is opened again and solved again stays the same event.
        """
        return SQL(
            """
            SELECT document.partner_id,
                   coalesce(document.closed_date, document.last_stage_update) AS at,
                   'helpdesk.ticket,' || document.id AS key,
                   'helpdesk.ticket' AS model, document.id AS res_id
              FROM helpdesk_ticket AS document
              JOIN helpdesk_ticket_stage AS stage ON stage.id = document.stage_id
             WHERE document.active AND document.duplicate_id IS NULL
               AND stage.sla_effect = 'solved' AND %(belongs)s
            """,
            belongs=self.env["helpdesk.ticket"]._get_profile_company_sql(company),
        )
