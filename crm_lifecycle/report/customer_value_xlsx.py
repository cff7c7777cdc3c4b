# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

HEAD = 2  # row of the headers: the title and an empty row stand above
FORMATS = {
    "integer": {"num_format": "#,##0"},
    "percent": {"num_format": "0.0"},
    "month": {"num_format": "yyyy-mm", "align": "left"},
    "text": {},
}
WIDTHS = {"text": 24, "month": 16}


class CustomerValueXlsx(models.AbstractModel):
    """Writes the tables of customer value into a workbook: values, no formulas."""

    _name = "report.crm_lifecycle.customer_value_xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "Customer value workbook"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write one sheet per table of the export that was asked for.

        :param objs: one ``crm.value.export`` of the reader
        """
        objs.check_access("read")
        for export in objs:
            formats = self._add_formats(workbook, export.company_id)
            for table in export._get_tables():
                self._write_table(workbook, table, formats)

    def _add_formats(self, workbook, company):
        digits = company.currency_id.decimal_places
        money = "#,##0" + ("." + "0" * digits if digits else "")
        kinds = FORMATS | {"money": {"num_format": money}}
        return {
            "title": workbook.add_format({"bold": True, "font_size": 13}),
            "head": workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            **{kind: workbook.add_format(style) for kind, style in kinds.items()},
        }

    def _write_table(self, workbook, table, formats):
        sheet = workbook.add_worksheet(table["name"][:31])
        sheet.freeze_panes(HEAD + 1, 1)
        sheet.write_string(0, 0, table["title"], formats["title"])
        for column, (label, kind) in enumerate(table["columns"]):
            sheet.set_column(column, column, WIDTHS.get(kind, 14))
            sheet.write_string(HEAD, column, label, formats["head"])
        for number, row in enumerate(table["rows"], start=HEAD + 1):
            for column, value in enumerate(row):
                kind = table["columns"][column][1]
                self._write_cell(sheet, number, column, value, kind, formats[kind])
        if not table["rows"]:
            nothing = self.env._("There is nothing in this period.")
            sheet.write_string(HEAD + 1, 0, nothing)

    def _write_cell(self, sheet, row, column, value, kind, style):
        """Write by kind, so that a name can never become a formula."""
        if kind == "text":
            sheet.write_string(row, column, value or "", style)
        elif value is None or value is False:
            sheet.write_blank(row, column, None, style)
        elif kind == "month":
            sheet.write_datetime(row, column, value, style)
        else:
            sheet.write_number(row, column, value, style)
