# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmCustomerProfile(models.Model):
    """The profile knows how satisfied the customer is; the night writes both fields."""

    _inherit = "crm.customer.profile"

    satisfaction = fields.Float(
        readonly=True,
        aggregator="avg",
        help="0 to 100: the mean score of the customer's survey answers.",
    )
    answer_count = fields.Integer(
        "Survey answers",
        readonly=True,
        help="Scored answers, of the customer and its contacts. Skipped questions and "
        "test entries do not count.",
    )

    @api.model
    def _get_metric_queries(self, company, today):
        return super()._get_metric_queries(company, today) | {
            "satisfaction": self._get_answer_query(
                SQL("round(avg(answer.metric_score::numeric), 2)"), company, today
            ),
            "answer_count": self._get_answer_query(SQL("count(*)"), company, today),
        }

    @api.model
    def _get_profile_link_models(self):
        return super()._get_profile_link_models() + ["survey.user_input"]

    @api.model
    def _get_answer_query(self, value, company, today):
        """Scored answers until the end of ``today``, by the partial index for them.

        Each contact's answers count for the commercial partner it has now.
        """
        return SQL(
            """
            SELECT contact.commercial_partner_id AS partner_id, %(value)s AS value
              FROM survey_user_input answer
              JOIN res_partner contact ON contact.id = answer.partner_id
             WHERE answer.company_id = %(company_id)s
               AND answer.completed_at < %(end)s
               AND answer.metric_class IS NOT NULL
               AND answer.state = 'done'
               AND answer.test_entry IS NOT TRUE
             GROUP BY contact.commercial_partner_id
            """,
            value=value,
            company_id=company.id,
            end=self._get_end_of_day(company, today),
        )

    @api.model
    def _get_end_of_day(self, company, today):
        """Return the instant (UTC, naive) at which ``today`` ends for ``company``."""
        zone = pytz.timezone(company.partner_id.tz or "UTC")
        midnight = datetime.combine(today + timedelta(days=1), time.min)
        return zone.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)

    def action_view_scored_answers(self):
        """Open the scored survey answers of this customer in its company."""
        self.ensure_one()
        company = Domain("company_id", "=", self.company_id.id)
        return self.partner_id._get_scored_answers_action(company)
