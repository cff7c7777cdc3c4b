# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmCustomerProfile(models.Model):
    """Open tickets of a customer who moves to another tier get other targets."""

    _inherit = "crm.customer.profile"

    @api.model
    def _on_profile_changed(self, changes):
        result = super()._on_profile_changed(changes)
        changes.profile_id._get_tickets_in_service()._apply_service_policy()
        return result

    def _get_tickets_in_service(self):
        """Return the tickets of these customers whose clocks may run."""
        spans = self.env["crm.ticket.span"].sudo()
        found = spans.search(
            [
                ("ticket_id.profile_id", "in", self.ids),
                ("date_to", "=", False),
                ("kind", "!=", "off"),
            ]
        )
        return found.ticket_id
