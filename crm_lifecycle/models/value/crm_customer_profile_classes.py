# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmCustomerProfile(models.Model):
    """Classes of a customer beside its tier: RFM segment, ABC, grades of behaviour."""

    _inherit = "crm.customer.profile"

    rfm_segment_id = fields.Many2one(
        "crm.rfm.segment", "RFM segment", readonly=True, ondelete="restrict"
    )
    abc_class = fields.Selection(
        [("a", "A"), ("b", "B"), ("c", "C")],
        "ABC class",
        readonly=True,
        help="A: the best customers who together bring most of the sales in the "
        "window; B: those who bring the next part; C: the rest. The policy says where "
        "they end.",
    )
    frequency_grade = fields.Selection(
        string="Frequency of purchases",
        selection="_get_grade_selection",
        compute="_compute_grades",
        help="High: marks 4 and 5; medium: 2 and 3; low: 1.",
    )
    amount_grade = fields.Selection(
        string="Amount of purchases",
        selection="_get_grade_selection",
        compute="_compute_grades",
        help="High: marks 4 and 5; medium: 2 and 3; low: 1.",
    )

    @api.model
    def _get_grade_selection(self):
        return [
            ("high", self.env._("High")),
            ("mid", self.env._("Medium")),
            ("low", self.env._("Low")),
        ]

    @api.depends("frequency_score", "monetary_score", "purchase_count")
    def _compute_grades(self):
        for profile in self:
            bought = bool(profile.purchase_count)
            profile.frequency_grade = bought and self._grade(profile.frequency_score)
            profile.amount_grade = bought and self._grade(profile.monetary_score)

    @api.model
    def _grade(self, mark):
        """Return the grade of an RFM mark from 1 to 5."""
        return "high" if mark >= 4 else "mid" if mark >= 2 else "low"
