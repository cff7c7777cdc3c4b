# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmCustomerProfile(models.Model):
    """The reasons of churn and health are for whom the reasons of the tier are."""

    _inherit = "crm.customer.profile"

    @api.depends("partner_id.user_id")
    @api.depends_context("uid")
    def _compute_churn_reasons(self):
        shown = self._filter_why()
        (self - shown).churn_reasons = False
        return super(CrmCustomerProfile, shown)._compute_churn_reasons()

    @api.depends("partner_id.user_id")
    @api.depends_context("uid")
    def _compute_health_reasons(self):
        shown = self._filter_why()
        (self - shown).health_reasons = False
        return super(CrmCustomerProfile, shown)._compute_health_reasons()
