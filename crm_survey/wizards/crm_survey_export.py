# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmSurveyExport(models.TransientModel):
    """Asks for the surveys and the period of the workbook of answers."""

    _name = "crm.survey.export"
    _inherit = "crm.value.export"
    _description = "Export of survey answers"

    survey_ids = fields.Many2many(
        "survey.survey",
        string="Surveys",
        required=True,
        default=lambda self: self._default_surveys(),
    )

    def _default_surveys(self):
        """Return the surveys that the user came from, else those with scores."""
        if self.env.context.get("active_model") == "survey.survey":
            return self.env["survey.survey"].browse(self.env.context["active_ids"])
        rows = self.env["crm.survey.score"]._read_group([], ["survey_id"])
        return self.env["survey.survey"].union(*(survey for (survey,) in rows))

    def _get_tables(self):
        self.ensure_one()
        return self.env["crm.survey.sheet"]._get_tables(
            self.survey_ids, self.company_id, self.date_from, self.date_until
        )

    def action_export(self):
        """Button: give the workbook to the browser."""
        report = self.env.ref("crm_survey.survey_answers_xlsx")
        return report.report_action(self, config=False)
