# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class ResPartner(models.Model):
    """The counter knows what a customer's tier is worth."""

    _inherit = "res.partner"

    points_multiplier = fields.Float(
        "Points multiplier",
        compute="_compute_points_multiplier",
        compute_sudo=True,
        digits=(16, 2),
        groups="base.group_user",
    )

    @api.depends("tier_id.points_multiplier")
    @api.depends_context("company")
    def _compute_points_multiplier(self):
        for partner in self:
            tier = partner.tier_id
            partner.points_multiplier = tier.points_multiplier if tier else 1.0

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "points_multiplier"]
