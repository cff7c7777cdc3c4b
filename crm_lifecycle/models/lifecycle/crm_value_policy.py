# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

PRESET = "crm_lifecycle.policy_preset_handbook"


class CrmValuePolicy(models.Model):
    """A policy also says who is in which stage, at risk, and in good health.

    A policy without rows of its own (of an older version, or a bare draft) reads the
    handbook's.
    """

    _inherit = "crm.value.policy"

    stage_rule_ids = fields.One2many(
        "crm.stage.rule", "policy_id", "Lifecycle stages", copy=True
    )
    churn_weight_ids = fields.One2many(
        "crm.churn.weight", "policy_id", "Signs of churn", copy=True
    )
    health_weight_ids = fields.One2many(
        "crm.health.weight", "policy_id", "Health score", copy=True
    )
    churn_mid_percent = fields.Float("Medium risk of churn from (%)", default=40.0)
    churn_high_percent = fields.Float("High risk of churn from (%)", default=70.0)

    _churn_in_order = models.Constraint(
        "CHECK(churn_mid_percent > 0 AND churn_mid_percent < churn_high_percent"
        " AND churn_high_percent <= 100)",
        "Medium risk of churn begins above 0 % and below high risk, which begins at "
        "100 % or less.",
    )

    def _get_stage_rules(self):
        """Return the stage rules that count, in their order."""
        return self._get_rows("stage_rule_ids").sorted(
            lambda row: (row.sequence, row.id)
        )

    def _get_churn_weights(self):
        """Return the signs of churn that count."""
        return self._get_rows("churn_weight_ids")

    def _get_health_weights(self):
        """Return the weights of the health score that count."""
        return self._get_rows("health_weight_ids")

    def _get_rows(self, name):
        preset = self.env.ref(PRESET, raise_if_not_found=False)
        return self.sudo()[name] or (preset.sudo()[name] if preset else self[name])
