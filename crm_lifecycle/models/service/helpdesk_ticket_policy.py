# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class HelpdeskTicket(models.Model):
    """A ticket says why its service level is the one it has."""

    _inherit = "helpdesk.ticket"

    service_reason = fields.Char(
        "Why this service level", compute="_compute_service_reason", compute_sudo=True
    )

    @api.depends("service_policy_id")
    @api.depends_context("lang")
    def _compute_service_reason(self):
        policies = self.env["crm.sla.policy"]
        for ticket in self:
            policy = ticket.service_policy_id or policies
            ticket.service_reason = policy._explain_match(ticket)

    def _run_service_policy(self, now):
        """Match tickets anew that a changed policy may touch; called by ``crm.due``."""
        self._apply_service_policy()
