# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmCustomerEvent(models.AbstractModel):
    """A complaint that was healed is an event of the customer."""

    _inherit = "crm.customer.event"

    @api.model
    def _get_event_selection(self):
        return [
            *super()._get_event_selection(),
            ("feedback_verified", self.env._("Feedback led to an improvement")),
        ]

    @api.model
    def _get_event_queries(self, company, first, last):
        verified = SQL(
            """
            SELECT item.partner_id,
                   (item.closed_at AT TIME ZONE 'UTC'
                    AT TIME ZONE %(zone)s)::date AS day,
                   item.closed_at AS at,
                   'crm.feedback,' || item.id AS key,
                   CASE WHEN item.verification_answer_id IS NOT NULL
                        THEN item.verification_score END::float8 AS value,
                   'crm.feedback' AS model,
                   item.id AS res_id
              FROM crm_feedback AS item
             WHERE item.company_id = %(company_id)s
               AND item.partner_id IS NOT NULL
               AND item.state = 'verified'
               AND item.closed_at >= %(first)s::date - 1
               AND item.closed_at < %(last)s::date + 2
            """,
            zone=company.partner_id.tz or "UTC",
            company_id=company.id,
            first=first,
            last=last,
        )
        return super()._get_event_queries(company, first, last) | {
            "feedback_verified": verified
        }
