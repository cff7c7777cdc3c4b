# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmHealthWeight(models.Model):
    """Satisfaction is a part of the health score."""

    _inherit = "crm.health.weight"

    @api.model
    def _get_factor_selection(self):
        return [
            *super()._get_factor_selection(),
            ("satisfaction", self.env._("Satisfied by surveys")),
        ]
