# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmValuePolicy(models.Model):
    """How far a policy looks ahead, and how often it learns."""

    _inherit = "crm.value.policy"

    horizon_days = fields.Integer(
        "Horizon (days)",
        default=180,
        help="Purchases and churn are foretold for so many days.",
    )
    clv_months = fields.Integer(
        "Predicted value counts (months)",
        default=24,
        help="Margin of the coming months that makes up the predicted lifetime value.",
    )
    discount_rate = fields.Float(
        "Discount rate (% per year)",
        default=10.0,
        help="What money of next year is worth less today.",
    )
    lifetime_segment = fields.Selection(
        selection="_get_lifetime_segment_selection",
        string="Learn apart for",
        help="Segments of 500 customers or more get parameters of their own.",
    )
    refit_days = fields.Integer(
        "Learn anew every (days)",
        default=30,
        help="The lifetime model is fitted to the company's own history so often.",
    )

    _lifetime_in_range = models.Constraint(
        "CHECK(horizon_days BETWEEN 7 AND 1830 AND clv_months BETWEEN 1 AND 120"
        " AND discount_rate BETWEEN 0 AND 100 AND refit_days >= 1)",
        "The horizon is from 7 to 1830 days, the predicted value counts 1 to 120 "
        "months, the discount rate is from 0 to 100 %, and learning takes place every "
        "day at most.",
    )

    @api.model
    def _get_lifetime_segment_selection(self):
        """Return ``[(segmentation, label)]``.

        Extend together with ``crm.value.night._get_segment_expressions``.
        """
        return [
            ("kind", self.env._("People and companies")),
            ("country", self.env._("Each country")),
            ("industry", self.env._("Each industry")),
        ]
