# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from ...engine.workload import Workload


class CrmValueTier(models.Model):
    """The work that the customers of a tier make, shown by the simulator."""

    _inherit = "crm.value.tier"

    @api.model
    def _get_workloads(self, company, today):
        """Return ``{name: engine.workload.Workload}``, one for each line of work.

        Rooms and addons add theirs by ``super() | {…}``.
        """
        tiers = self.sudo().with_context(active_test=False)
        return {
            "managed_customers": Workload(
                self.env._("Customers per account manager"),
                rates={
                    tier.id: 1 / len(tier.manager_ids)
                    for tier in tiers.search([("manager_ids", "!=", False)])
                },
            )
        }
