# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmCustomerProfile(models.Model):
    """A customer profile shows the points on the customer's loyalty cards."""

    _inherit = "crm.customer.profile"

    loyalty_points = fields.Float(
        "Loyalty points",
        compute="_compute_loyalty_points",
        compute_sudo=True,
        help="Points on the customer's loyalty cards in this company.",
    )

    def _compute_loyalty_points(self):
        for company, profiles in self.grouped("company_id").items():
            points = self.env["loyalty.card"]._get_points_by_partner(
                profiles.partner_id, company
            )
            for profile in profiles:
                profile.loyalty_points = points.get(profile.partner_id.id, 0.0)

    def action_view_loyalty_cards(self):
        """Open the loyalty cards of this customer."""
        self.ensure_one()
        return self.partner_id.action_view_loyalty_cards()
