# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmCustomerProfile(models.Model):
    """Playbooks answer the moves of customers."""

    _inherit = "crm.customer.profile"

    @api.model
    def _on_profile_changed(self, changes):
        result = super()._on_profile_changed(changes)
        self.env["crm.playbook"]._act_on(changes)
        return result
