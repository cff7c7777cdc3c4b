# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class LoyaltyProgram(models.Model):
    """What one point is worth, for the books, and how many will never be used."""

    _inherit = "loyalty.program"

    point_value = fields.Float(
        "Value of a point",
        compute="_compute_point_value",
        store=True,
        readonly=False,
        digits=(16, 4),
        help="In the program's currency; what outstanding points are valued at. "
        "Proposed from the best reward in money; write your own where rewards are "
        "goods or percentages.",
    )
    breakage_note = fields.Char(compute="_compute_breakage_note", compute_sudo=True)

    @api.depends(
        "reward_ids.reward_type",
        "reward_ids.discount",
        "reward_ids.discount_mode",
        "reward_ids.required_points",
    )
    def _compute_point_value(self):
        """Follow the rewards until somebody writes a value."""
        for program in self:
            program.point_value = program._get_point_worth() or program.point_value

    def _compute_breakage_note(self):
        told = self.env["crm.loyalty.breakage"]._tell(self)
        for program in self:
            program.breakage_note = told.get(program.id)
