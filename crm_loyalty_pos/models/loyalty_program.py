# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class LoyaltyProgram(models.Model):
    """The counter knows how a programme counts points."""

    _inherit = "loyalty.program"

    @api.model
    def _load_pos_data_fields(self, config):
        names = super()._load_pos_data_fields(config)
        return [*names, "is_collecting", "is_tier_multiplied", "points_digits"]

    def _counts_orders(self):
        """Tell whether each order gives the same, whatever is in it."""
        rules = self.with_context(active_test=False).rule_ids
        return set(rules.mapped("reward_point_mode")) == {"order"}
