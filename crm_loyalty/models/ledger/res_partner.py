# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class ResPartner(models.Model):
    """Contacts bring their points along when they become part of a company."""

    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"parent_id", "is_company"}:
            self._follow_points()
        return result

    def _follow_points(self):
        """Put cards where the contacts belong now.

        Who joins a company brings a balance along; who leaves one leaves it there.
        """
        members = self.sudo().with_context(active_test=False)
        members = members.search([("id", "child_of", self.ids)])
        pools = self.env["crm.loyalty.pool"].sudo()
        for pool in pools.search([("commercial_partner_id", "in", members.ids)]):
            target = pool.commercial_partner_id.commercial_partner_id
            if target != pool.commercial_partner_id:
                key = (pool.program_id.id, target.id)
                pools._get_pools([key])[key]._absorb(pool)
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        cards.search(
            [("partner_id", "in", members.ids), ("pool_id", "!=", False)]
        )._join_pools()
