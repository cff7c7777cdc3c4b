# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import AccessError


class CrmSheet(models.AbstractModel):
    """The tables of a workbook: plain figures of one company, nothing stored.

    A table is ``{"name", "title", "columns": [(label, kind)], "rows": [[value]]}``.
    """

    _name = "crm.sheet"
    _description = "Tables of a workbook"

    @api.model
    def _in_company(self, company):
        """Return these sheets, reading figures of ``company`` alone.

        :raise AccessError: the company is not among those of the reader
        """
        if company not in self.env.user.company_ids and not self.env.su:
            raise AccessError(
                self.env._(
                    "You do not work for %(company)s.", company=company.sudo().name
                )
            )
        return self.with_context(allowed_company_ids=company.ids)
