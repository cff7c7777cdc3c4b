# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmChurnWeight(models.Model):
    """How much a sign raises the risk of churn; kept by the consultant.

    The risk starts from the chance that the customer buys nothing within the
    horizon (the lifetime model) and is moved, in log-odds, by each sign.
    """

    _name = "crm.churn.weight"
    _inherit = ["crm.value.policy.part.mixin"]
    _description = "Sign of churn"
    _order = "policy_id, weight desc, id"
    _rec_name = "factor"

    policy_id = fields.Many2one("crm.value.policy", required=True, ondelete="cascade")
    factor = fields.Selection(
        selection=lambda self: self._get_factor_selection(), required=True
    )
    weight = fields.Float(
        required=True,
        default=0.5,
        help="Added to the log-odds of churn at full strength: 0.7 doubles the odds.",
    )
    sentence = fields.Char("In words", compute="_compute_sentence")

    _factor_once = models.Constraint(
        "UNIQUE(policy_id, factor)", "Each sign is weighted once."
    )

    @api.model
    def _get_factor_selection(self):
        """Return ``[(factor, label)]``.

        Extend together with ``crm.value.night._get_churn_factors``.
        """
        return [
            ("complaint", self.env._("Open complaint")),
            ("overdue", self.env._("Overdue invoices")),
            ("silence", self.env._("No contact for half a year")),
            ("falling", self.env._("Spending falls")),
            ("past_churn", self.env._("Was lost before")),
        ]

    @api.depends("factor", "weight")
    @api.depends_context("lang")
    def _compute_sentence(self):
        from math import exp

        labels = dict(self._get_factor_selection())
        for row in self:
            row.sentence = self.env._(
                "%(sign)s multiplies the odds of churn by %(times).1f.",
                sign=labels.get(row.factor, ""),
                times=exp(min(row.weight, 50.0)),
            )
