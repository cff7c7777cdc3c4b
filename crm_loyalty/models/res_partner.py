# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import formatLang

from ..engine.points import count_digits


class ResPartner(models.Model):
    """Contacts show the loyalty points on their cards."""

    _inherit = "res.partner"

    loyalty_points = fields.Float(
        "Loyalty points",
        compute="_compute_loyalty_points",
        compute_sudo=True,
        groups="base.group_user",
        help="Points on the loyalty cards of this contact and the contacts below.",
    )

    def _compute_loyalty_points(self):
        points = self.env["loyalty.card"]._get_points_by_partner(
            self, self.env.companies
        )
        for partner in self:
            partner.loyalty_points = points.get(partner._origin.id, 0.0)

    def _compute_application_statistics_hook(self):
        """Show the points as a pill on the contact's card and in the list."""
        result = super()._compute_application_statistics_hook()
        if not self.env["loyalty.card"].has_access("read"):
            return result
        for partner in self.filtered("loyalty_points"):
            points = partner.loyalty_points
            result[partner.id].append(
                {
                    "iconClass": "fa-gift",
                    "value": formatLang(self.env, points, digits=count_digits(points)),
                    "label": self.env._("Loyalty points"),
                    "tagClass": "o_tag_color_4",
                }
            )
        return result
