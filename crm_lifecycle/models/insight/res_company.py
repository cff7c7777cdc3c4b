# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResCompany(models.Model):
    """When a silent customer counts as lost."""

    _inherit = "res.company"

    crm_churn_months = fields.Integer(
        "Lost after silence of (months)",
        default=12,
        required=True,
        help="A customer without a purchase for so many months counts as lost in the "
        "churn report.",
    )

    _crm_churn_months_positive = models.Constraint(
        "CHECK(crm_churn_months BETWEEN 1 AND 120)",
        "A customer is lost after 1 to 120 months of silence.",
    )
