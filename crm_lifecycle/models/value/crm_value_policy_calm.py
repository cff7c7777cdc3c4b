# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmValuePolicy(models.Model):
    """How calm the tiers of a policy are, in words."""

    _inherit = "crm.value.policy"

    calm_sentence = fields.Text("Calm in words", compute="_compute_calm_sentence")

    @api.depends_context("lang")
    def _compute_calm_sentence(self):
        for policy in self:
            policy.calm_sentence = " ".join(policy._get_calm_sentences())

    def _get_calm_sentences(self):
        """Return how customers fall under this policy, in plain sentences."""
        held = []
        if self.hysteresis_percent:
            held.append(
                self.env._(
                    "within %(percent)g %% below a threshold",
                    percent=self.hysteresis_percent,
                )
            )
        if self.grace_days:
            held.append(self.env._("for %(days)s days", days=self.grace_days))
        if self.protection_months:
            held.append(
                self.env._(
                    "in the first %(months)s months", months=self.protection_months
                )
            )
        if self.hold_on_complaint:
            held.append(self.env._("while a complaint is open"))
        sentences = [self.env._("Customers rise at once.")]
        sentences.append(
            self.env._(
                "They keep a tier they no longer earn %(held)s.",
                held=self.env._(", and ").join(held),
            )
            if held
            else self.env._("They fall at once.")
        )
        if self.one_level_down:
            sentences.append(self.env._("They fall one tier at a time."))
        return sentences
