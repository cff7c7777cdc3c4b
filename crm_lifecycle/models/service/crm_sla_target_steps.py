# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, api, models


class CrmSlaTarget(models.Model):
    """The warnings that the presets come with; people change them as they like."""

    _inherit = "crm.sla.target"

    @api.model
    def _warn_in_presets(self):
        """Give each target of a preset that has none the usual warnings.

        The handler hears of it when three quarters of the time are over, the team
        leader when the deadline is missed.
        """
        targets = self.with_context(active_test=False).search(
            [("policy_id.preset_id", "!=", False), ("step_ids", "=", False)]
        )
        targets.write(
            {
                "step_ids": [
                    Command.create({"moment": "percent", "amount": 75}),
                    Command.create(
                        {"moment": "after", "amount": 0, "recipient": "leader"}
                    ),
                ]
            }
        )
