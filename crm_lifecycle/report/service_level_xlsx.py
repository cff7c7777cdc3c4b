# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class ServiceLevelXlsx(models.AbstractModel):
    """Writes the tables of service levels into a workbook: values, no formulas."""

    _name = "report.crm_lifecycle.service_level_xlsx"
    _inherit = "report.crm_lifecycle.customer_value_xlsx"
    _description = "Service level workbook"

    def _add_formats(self, workbook, company):
        hours = workbook.add_format({"num_format": "#,##0.00"})
        return super()._add_formats(workbook, company) | {"hours": hours}
