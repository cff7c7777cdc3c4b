# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmValueExport(models.TransientModel):
    """Asks for the period of the customer value workbook."""

    _name = "crm.value.export"
    _description = "Export of customer value"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_from()
    )
    date_until = fields.Date("Until", required=True, default=fields.Date.context_today)

    @api.model
    def _default_from(self):
        return fields.Date.context_today(self) - relativedelta(months=12)

    @api.constrains("date_from", "date_until")
    def _check_period(self):
        for export in self:
            if export.date_until < export.date_from:
                raise ValidationError(
                    self.env._("The period cannot end before it begins.")
                )

    def _get_tables(self):
        self.ensure_one()
        return self.env["crm.value.sheet"]._get_tables(
            self.company_id, self.date_from, self.date_until
        )

    def action_export(self):
        """Button: give the workbook to the browser."""
        report = self.env.ref("crm_lifecycle.customer_value_xlsx")
        return report.report_action(self, config=False)
