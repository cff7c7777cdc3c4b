# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmValuePolicy(models.Model):
    """Where the classes A and B of the sales end."""

    _inherit = "crm.value.policy"

    abc_a_percent = fields.Float(
        "Class A up to (% of sales)",
        default=70.0,
        help="The best customers who together bring this share of the sales.",
    )
    abc_b_percent = fields.Float(
        "Class B up to (% of sales)",
        default=90.0,
        help="Cumulated: classes A and B together bring this share of the sales.",
    )

    _abc_in_order = models.Constraint(
        "CHECK(abc_a_percent > 0 AND abc_a_percent < abc_b_percent"
        " AND abc_b_percent <= 100)",
        "Class A ends above 0 % and before class B, which ends at 100 % or before.",
    )
