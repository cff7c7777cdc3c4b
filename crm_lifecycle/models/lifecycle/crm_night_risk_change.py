# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmValueNight(models.AbstractModel):
    """The night's changes of the risk of leaving; a first grade is no change."""

    _inherit = "crm.value.night"

    @api.model
    def _get_former_columns(self):
        return super()._get_former_columns() | {
            "former_churn_grade": SQL("former.churn_grade")
        }

    @api.model
    def _get_kept_columns(self, task):
        return [*super()._get_kept_columns(task), "former_churn_grade"]

    @api.model
    def _get_change_statements(self, task, bounds):
        return super()._get_change_statements(task, bounds) | {
            "risk_change": SQL(
                """
                INSERT INTO crm_profile_change
                       (profile_id, company_id, kind, change_date, from_churn_grade,
                        to_churn_grade, to_tier_id, reasons, policy_id, run_id,
                        dispatched)
                SELECT score.profile_id, %(company_id)s, 'risk', %(today)s,
                       score.former_churn_grade, score.churn_grade, score.tier_id,
                       jsonb_build_object('probability', score.churn_probability),
                       %(policy_id)s, %(run_id)s, FALSE
                  FROM %(moved)s
                 WHERE score.former_churn_grade IS NOT NULL
                 ORDER BY score.partner_id
                """,
                moved=self._get_moved("former_churn_grade", "churn_grade"),
                company_id=task.company.id,
                today=task.today,
                policy_id=task.policy.id,
                run_id=task.run_id,
            )
        }
