# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmChurnWeight(models.Model):
    """Complaining again and again is a sign of churn, also when all were answered."""

    _inherit = "crm.churn.weight"

    @api.model
    def _get_factor_selection(self):
        return [
            *super()._get_factor_selection(),
            ("repeated_complaints", self.env._("Repeated complaints")),
        ]
