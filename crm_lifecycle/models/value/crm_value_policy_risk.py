# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmValuePolicy(models.Model):
    """From when on a customer is a credit risk."""

    _inherit = "crm.value.policy"

    risk_watch_days = fields.Integer(
        "Medium risk from days overdue",
        default=1,
        help="Days since the oldest unpaid due date.",
    )
    risk_overdue_days = fields.Integer(
        "High risk from days overdue",
        default=60,
        help="Days since the oldest unpaid due date.",
    )
    risk_limit_use = fields.Float(
        "Medium risk from use of the credit limit (%)",
        default=80.0,
        help="Open receivables in percent of the credit limit; above the limit the "
        "risk is high. Counts where the company uses credit limits.",
    )

    _risk_in_order = models.Constraint(
        "CHECK(risk_watch_days BETWEEN 1 AND risk_overdue_days)",
        "Medium risk begins with a day overdue or later, and before high risk.",
    )
    _risk_limit_use_is_share = models.Constraint(
        "CHECK(risk_limit_use BETWEEN 0 AND 100)",
        "The use of the credit limit is between 0 and 100 %.",
    )

    def _get_risk_thresholds(self):
        """Return the thresholds as the engine takes them; without a policy, defaults.

        :return: days overdue for mid, days overdue for high, percent of the limit
        """
        names = ("risk_watch_days", "risk_overdue_days", "risk_limit_use")
        if not self:
            return tuple(self.default_get(list(names))[name] for name in names)
        return tuple(self[name] for name in names)
