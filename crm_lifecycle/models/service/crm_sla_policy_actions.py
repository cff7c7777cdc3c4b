# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.fields import Domain


class CrmSlaPolicy(models.Model):
    """The buttons of a policy."""

    _inherit = "crm.sla.policy"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Offer to take rules over only where there are any."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self.env["crm.sla.takeover"]._is_possible():
            for button in arch.xpath("//button[@name='action_take_over']"):
                button.getparent().remove(button)
        return arch, view

    def action_take_over(self):
        """Button: show which policies the rules of helpdesk_mgmt_sla would become."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_sla_import_action"
        )

    def action_move_above(self):
        """Button: put the policy above the one that takes all of its tickets."""
        self.ensure_one()
        if self.cover_id:
            self.sequence = self.cover_id.sequence - 1
        return True

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
