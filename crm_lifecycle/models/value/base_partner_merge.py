# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging customers keeps their profiles, history and documents."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Hand profiles over first: core would delete rows that collide."""
        profiles = self.env["crm.customer.profile"].sudo()
        target = dst_partner.commercial_partner_id
        sources = profiles.search([("partner_id", "in", src_partners.ids)])
        companies = (
            sources.company_id
            | profiles.search([("partner_id", "=", target.id)]).company_id
        )
        for profile in sources:
            profile._absorb_into(target)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        night = self.env["crm.value.night"].sudo()
        for company in companies:
            night._run_for_partners(company, target, night._get_today(company))
        return result
