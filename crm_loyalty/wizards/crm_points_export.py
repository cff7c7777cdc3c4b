# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class CrmPointsExport(models.TransientModel):
    """Asks for the period of the loyalty workbook."""

    _name = "crm.points.export"
    _inherit = "crm.value.export"
    _description = "Export of loyalty points"

    def _get_tables(self):
        self.ensure_one()
        return self.env["crm.points.sheet"]._get_tables(
            self.company_id, self.date_from, self.date_until
        )

    def action_export(self):
        """Button: give the workbook to the browser."""
        report = self.env.ref("crm_loyalty.points_xlsx")
        return report.report_action(self, config=False)
