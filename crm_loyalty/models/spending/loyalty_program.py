from odoo import fields, models


class LoyaltyProgram(models.Model):
    """How many points a manager adjusts without a second person."""

    _inherit = "loyalty.program"

    adjust_limit = fields.Float(
        "Adjust without approval up to",
        help="Points per customer, manager and day. What goes beyond waits for another "
        "manager's approval. 0: no limit.",
    )

    _adjust_limit_positive = models.Constraint(
        "CHECK(adjust_limit >= 0)", "The limit of adjustments is 0 or more."
    )
