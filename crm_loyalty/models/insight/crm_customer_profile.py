# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

SHOWN_MOVEMENTS = 10


class CrmCustomerProfile(models.Model):
    """A customer's page shows points per programme and what moved them last."""

    _inherit = "crm.customer.profile"

    loyalty_pool_ids = fields.Many2many(
        "crm.loyalty.pool",
        string="Points per program",
        compute="_compute_loyalty_pool_ids",
        compute_sudo=True,
    )
    loyalty_movement_ids = fields.Many2many(
        "loyalty.history",
        string="Last movements of points",
        compute="_compute_loyalty_movement_ids",
        compute_sudo=True,
    )

    @api.depends("partner_id", "company_id")
    def _compute_loyalty_pool_ids(self):
        for company, profiles in self.grouped("company_id").items():
            pools = profiles.partner_id._get_loyalty_pools(company)
            for profile in profiles:
                profile.loyalty_pool_ids = pools.get(
                    profile.partner_id, self.env["crm.loyalty.pool"]
                )

    @api.depends("partner_id", "company_id")
    def _compute_loyalty_movement_ids(self):
        for profiles in self.grouped("company_id").values():
            found = profiles.loyalty_pool_ids._get_last_movements(SHOWN_MOVEMENTS)
            for profile in profiles:
                profile.loyalty_movement_ids = found.get(
                    profile.partner_id, self.env["loyalty.history"]
                )
