# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmCustomerEvent(models.AbstractModel):
    """Answered surveys are events of the customer; their score is the value."""

    _inherit = "crm.customer.event"

    @api.model
    def _get_event_selection(self):
        return [
            *super()._get_event_selection(),
            ("answer", self.env._("Survey answered")),
        ]

    @api.model
    def _get_event_queries(self, company, first, last):
        answers = SQL(
            """
            SELECT answer.partner_id,
                   (answer.completed_at AT TIME ZONE 'UTC'
                    AT TIME ZONE %(zone)s)::date AS day,
                   answer.completed_at AS at,
                   'survey.user_input,' || answer.id AS key,
                   CASE WHEN answer.metric_class IS NOT NULL
                        THEN answer.metric_score END::float8 AS value,
                   'survey.user_input' AS model,
                   answer.id AS res_id
              FROM survey_user_input AS answer
             WHERE answer.company_id = %(company_id)s
               AND answer.partner_id IS NOT NULL
               AND answer.state = 'done'
               AND answer.test_entry IS NOT TRUE
               AND answer.completed_at >= %(first)s::date - 1
               AND answer.completed_at < %(last)s::date + 2
            """,
            zone=company.partner_id.tz or "UTC",
            company_id=company.id,
            first=first,
            last=last,
        )
        return super()._get_event_queries(company, first, last) | {"answer": answers}
