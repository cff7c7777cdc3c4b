# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class CrmCustomerProfile(models.Model):
    """The way from a customer to what it buys."""

    _inherit = "crm.customer.profile"

    def action_view_preferences(self):
        """Open what the customer buys, by product category."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_product_preference_action"
        )
        return action | {
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {},
        }
