# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class PointsXlsx(models.AbstractModel):
    """Writes the tables of loyalty points into a workbook: values, no formulas."""

    _name = "report.crm_loyalty.points_xlsx"
    _inherit = "report.crm_lifecycle.customer_value_xlsx"
    _description = "Loyalty workbook"

    def _add_formats(self, workbook, company):
        kinds = {"points": "#,##0.##", "date": "yyyy-mm-dd"}
        return super()._add_formats(workbook, company) | {
            kind: workbook.add_format({"num_format": style})
            for kind, style in kinds.items()
        }

    def _write_cell(self, sheet, row, column, value, kind, style):
        """Dates are written as months are; everything else as in the other sheets."""
        shape = "month" if kind == "date" else kind
        return super()._write_cell(sheet, row, column, value, shape, style)
