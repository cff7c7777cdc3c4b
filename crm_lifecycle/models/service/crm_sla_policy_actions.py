# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.fields import Domain


class CrmSlaPolicy(models.Model):
    """The buttons of a policy."""

    _inherit = "crm.sla.policy"

    def action_view_open_tickets(self):
        """Open the open tickets that have this policy and that the user may read."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open tickets"),
            "res_model": "helpdesk.ticket",
            "view_mode": "list,kanban,form",
            "domain": list(
                self._get_open_domain() & Domain("service_policy_id", "=", self.id)
            ),
        }
