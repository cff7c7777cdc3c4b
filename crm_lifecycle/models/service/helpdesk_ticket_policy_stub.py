# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class HelpdeskTicket(models.Model):
    """Until the clocks are there, a policy is only written on its tickets."""

    _inherit = "helpdesk.ticket"

    def _apply_service_policy(self):
        """Match the policy of these tickets anew."""
        matched = self.env["crm.sla.policy"]._match(self)
        for ticket in self:
            ticket.sudo().service_policy_id = matched[ticket.id]
