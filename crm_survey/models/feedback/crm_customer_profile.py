# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmCustomerProfile(models.Model):
    """The profile knows what the customer waits for; the night writes it."""

    _inherit = "crm.customer.profile"

    open_feedback_count = fields.Integer("Open feedback", readonly=True)
    complaint_count = fields.Integer(
        "Complaints of a year",
        readonly=True,
        help="Complaints that came in during the last twelve months, open or not.",
    )
    feedback_count = fields.Integer(
        "Feedback count",
        compute="_compute_feedback_count",
        groups="crm_survey.group_user",
    )

    @api.depends("partner_id")
    @api.depends_context("uid")
    def _compute_feedback_count(self):
        groups = self.env["crm.feedback"]._read_group(
            [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
        )
        counts = {profile.id: count for profile, count in groups}
        for profile in self:
            profile.feedback_count = counts.get(profile.id, 0)

    @api.model
    def _get_profile_link_models(self):
        return [*super()._get_profile_link_models(), "crm.feedback"]

    @api.model
    def _get_metric_queries(self, company, today):
        return super()._get_metric_queries(company, today) | {
            "open_feedback_count": self._get_feedback_query(
                company, SQL("item.state IN %s", self._get_open_states())
            ),
            "complaint_count": self._get_feedback_query(
                company,
                SQL(
                    "item.kind = 'complaint' AND item.received_at < %(end)s"
                    " AND item.received_at >= %(end)s - interval '1 year'",
                    end=self._get_end_of_day(company, today),
                ),
            ),
        }

    @api.model
    def _get_open_states(self):
        return ("new", "classified", "in_work", "not_recovered")

    @api.model
    def _get_feedback_query(self, company, condition):
        return SQL(
            """
            SELECT contact.commercial_partner_id AS partner_id, count(*) AS value
              FROM crm_feedback item
              JOIN res_partner contact ON contact.id = item.partner_id
             WHERE item.company_id = %(company_id)s AND %(condition)s
             GROUP BY contact.commercial_partner_id
            """,
            company_id=company.id,
            condition=condition,
        )

    @api.model
    def _get_complaint_query(self, company):
        """Count complaints that came another way than by an open ticket too."""
        return SQL(
            """
            SELECT found.partner_id, sum(found.value)::integer AS value
              FROM (%(tickets)s UNION ALL %(feedback)s) AS found
             GROUP BY found.partner_id
            """,
            tickets=super()._get_complaint_query(company),
            feedback=self._get_feedback_query(
                company, self.env["crm.feedback"]._get_open_complaint_sql()
            ),
        )

    def action_view_feedback(self):
        """Open the feedback of this customer that the user may read."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_survey.crm_feedback_action"
        )
        return {
            **action,
            "domain": [("profile_id", "=", self.id)],
            "context": {"default_partner_id": self.partner_id.id},
        }
