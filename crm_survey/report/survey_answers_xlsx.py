# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class SurveyAnswersXlsx(models.AbstractModel):
    """Writes the tables of answers into a workbook: values, no formulas."""

    _name = "report.crm_survey.survey_answers_xlsx"
    _inherit = "report.crm_lifecycle.customer_value_xlsx"
    _description = "Survey answers workbook"

    def _add_formats(self, workbook, company):
        figure = workbook.add_format({"num_format": "0.0"})
        return super()._add_formats(workbook, company) | {"figure": figure}
