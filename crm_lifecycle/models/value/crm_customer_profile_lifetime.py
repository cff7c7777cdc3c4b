# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmCustomerProfile(models.Model):
    """What a customer is expected to do, by the company's lifetime model."""

    _inherit = "crm.customer.profile"

    p_alive = fields.Float(
        "P(alive)",
        readonly=True,
        aggregator="avg",
        help="Probability that the customer has not left for good.",
    )
    silent_chance = fields.Float(
        "Chance of no purchase",
        readonly=True,
        aggregator="avg",
        help="Within the policy's horizon, by the rhythm of purchases alone.",
    )
    expected_purchases = fields.Float(
        "Expected purchases",
        readonly=True,
        help="Days with a purchase expected within the policy's horizon.",
    )
    clv_predicted = fields.Monetary(
        "Predicted lifetime value",
        readonly=True,
        help="Margin expected in the coming months of the policy, discounted; "
        "rounded to the two digits that a forecast can hold.",
    )
