# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

MOVE = ("former_id", "former_tier_id", "tier_id", "score", "window_revenue")


class CrmValueSimulation(models.AbstractModel):
    """The dry run: the night under a draft, which writes no profile and no change."""

    _name = "crm.value.simulation"
    _description = "Simulation of a tier policy"

    @api.model
    def _simulate(self, policy, today):
        """List who would move under ``policy`` in ``crm.value.policy.move``.

        :return: the number of customers looked at
        """
        night = self.env["crm.value.night"]
        task = night._get_dry_task(policy, today)
        task = night._collect(task)
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_value_policy_move WHERE policy_id = %(id)s",
                id=policy.id,
            )
        )
        self.env.cr.execute(self._get_move_insert(night, task))
        ((customers,),) = self.env.execute_query(
            SQL("SELECT count(*) FROM crm_night_fact")
        )
        night._drop_tables()
        self.env.invalidate_all()
        return customers

    @api.model
    def _get_move_insert(self, night, task):
        return SQL(
            """
            INSERT INTO crm_value_policy_move
                   (policy_id, profile_id, from_tier_id, to_tier_id, direction,
                    score, window_revenue)
            SELECT %(policy_id)s, score.former_id, score.former_tier_id,
                   score.tier_id, %(direction)s, score.score, score.window_revenue
              FROM %(tiered)s
             WHERE score.former_id IS NOT NULL
               AND score.former_tier_id <> score.tier_id
            """,
            policy_id=task.policy.id,
            direction=night._get_direction(),
            tiered=night._seal(
                night._get_tiered_relation(task, task.calibration["bounds"], MOVE)
            ),
        )
