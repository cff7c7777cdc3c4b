# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from .door import open_door


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging customers keeps every point, and history follows."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Unite balances first: core would delete the rows that collide.

        A contact that leaves its company by the merge leaves the points there.
        """
        pools = self.env["crm.loyalty.pool"].sudo()
        target = dst_partner.commercial_partner_id
        for pool in pools.search([("commercial_partner_id", "in", src_partners.ids)]):
            key = (pool.program_id.id, target.id)
            pools._get_pools([key])[key]._absorb(pool)
        result = super(
            BasePartnerMergeAutomaticWizard, open_door(self)
        )._update_foreign_keys(src_partners, dst_partner)
        self.env.invalidate_all()
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        cards.search([("partner_id", "=", dst_partner.id)])._join_pools()
        return result
