# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Contacts show the scored answers of their whole commercial entity."""

    _inherit = "res.partner"

    survey_answer_count = fields.Integer(
        "Scored survey answers",
        compute="_compute_survey_satisfaction",
        groups="survey.group_survey_user",
    )
    survey_satisfaction = fields.Float(
        "Satisfaction",
        compute="_compute_survey_satisfaction",
        groups="survey.group_survey_user",
        help="0 to 100: the mean score of the customer's survey answers.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids", "uid")
    def _compute_survey_satisfaction(self):
        answers = self.env["survey.user_input"]
        customer = "partner_id.commercial_partner_id"
        figures = {
            partner.id: (count, total / count)
            for partner, count, total in answers._read_group(
                answers._get_scored_domain()
                & Domain("company_id", "in", self.env.companies.ids)
                & Domain(customer, "in", self.commercial_partner_id.ids),
                [customer],
                ["__count", "metric_score:sum"],
            )
        }
        for partner in self:
            count, score = figures.get(partner.commercial_partner_id.id, (0, 0.0))
            partner.survey_answer_count = count
            partner.survey_satisfaction = score

    def _compute_application_statistics_hook(self):
        """Show the satisfaction as a pill on the contact's card."""
        result = super()._compute_application_statistics_hook()
        if not self.env.user.has_group("survey.group_survey_user"):
            return result
        for partner in self.filtered("survey_answer_count"):
            result[partner.id].append(
                {
                    "iconClass": "fa-smile-o",
                    "value": round(partner.survey_satisfaction),
                    "label": self.env._(
                        "Satisfaction, from %(count)s survey answers",
                        count=partner.survey_answer_count,
                    ),
                }
            )
        return result

    def action_view_scored_answers(self):
        """Open the scored survey answers of this customer."""
        company = Domain("company_id", "in", self.env.companies.ids)
        return self._get_scored_answers_action(company)

    def _get_scored_answers_action(self, company):
        customers = self.commercial_partner_id.ids
        domain = (
            self.env["survey.user_input"]._get_scored_domain()
            & company
            & Domain("partner_id.commercial_partner_id", "in", customers)
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_survey.survey_user_input_action"
        )
        return {**action, "domain": list(domain), "context": {"create": False}}
