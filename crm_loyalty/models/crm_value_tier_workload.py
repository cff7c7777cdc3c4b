# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from odoo.addons.crm_lifecycle.engine.workload import Workload


class CrmValueTier(models.Model):
    """What the points of a tier's customers cost, shown by the simulator."""

    _inherit = "crm.value.tier"

    @api.model
    def _get_workloads(self, company, today):
        found = super()._get_workloads(company, today)
        programs = self.env["loyalty.program"].sudo()._get_collecting(company)
        share = sum(program._get_cost_share() for program in programs)
        if not share:
            return found
        every = self.sudo().with_context(active_test=False)
        tiers = every.search([("points_multiplier", ">=", 0)])
        return found | {
            "points_cost": Workload(
                self.env._("Cost of points"),
                rates={tier.id: share * tier.points_multiplier for tier in tiers},
                per="revenue",
            )
        }
