# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmLead(models.Model):
    """Leads carry the customer's profile and tier."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.profile.link.mixin"]

    @api.depends("user_id")
    def _compute_profile_id(self):
        return super()._compute_profile_id()

    def _get_profile_company(self):
        """A lead without a company belongs to its salesperson's company."""
        return self.company_id or self.user_id.company_id or self.env.company

    @api.model
    def _get_profile_company_sql(self, company):
        return SQL(
            """COALESCE(document.company_id,
                (SELECT company_id FROM res_users WHERE id = document.user_id),
                %(company_id)s) = %(company_id)s""",
            company_id=company.id,
        )
