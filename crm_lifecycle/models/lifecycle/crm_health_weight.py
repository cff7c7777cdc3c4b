# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmHealthWeight(models.Model):
    """What a factor weighs in the health score; kept by the consultant.

    A row without tier and stage is the rule; rows with a tier or a stage are
    exceptions. The row that names most decides.
    """

    _name = "crm.health.weight"
    _inherit = ["crm.value.policy.part.mixin"]
    _description = "Weight of the health score"
    _order = "policy_id, factor, tier_id, stage_id, id"
    _rec_name = "factor"

    policy_id = fields.Many2one("crm.value.policy", required=True, ondelete="cascade")
    factor = fields.Selection(
        selection=lambda self: self._get_factor_selection(), required=True
    )
    tier_id = fields.Many2one("crm.value.tier", "Only tier", ondelete="cascade")
    stage_id = fields.Many2one("crm.lifecycle.stage", "Only stage", ondelete="cascade")
    weight = fields.Float(required=True, default=20.0)
    sentence = fields.Char("In words", compute="_compute_sentence")

    _weight_not_negative = models.Constraint(
        "CHECK(weight >= 0)", "A weight cannot be negative; 0 leaves the factor out."
    )
    _once = models.UniqueIndex(
        "(policy_id, factor, COALESCE(tier_id, 0), COALESCE(stage_id, 0))",
        "This factor already has a weight for this tier and stage.",
    )

    @api.model
    def _get_factor_selection(self):
        """Return ``[(factor, label)]``.

        Extend together with ``crm.value.night._get_health_factors``.
        """
        return [
            ("loyalty", self.env._("Chance to buy again")),
            ("trend", self.env._("Trend of spending")),
            ("payment", self.env._("Pays on time")),
            ("peace", self.env._("No open complaint")),
            ("contact", self.env._("In contact")),
        ]

    @api.depends("factor", "weight", "tier_id.name", "stage_id.name")
    @api.depends_context("lang")
    def _compute_sentence(self):
        labels = dict(self._get_factor_selection())
        for row in self:
            who = [name for name in (row.tier_id.name, row.stage_id.name) if name]
            row.sentence = self.env._(
                "%(factor)s weighs %(weight)g for %(who)s.",
                factor=labels.get(row.factor, ""),
                weight=row.weight,
                who=", ".join(who) or self.env._("everybody"),
            )
