# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tools import SQL

RHYTHM = {"high": 7, "medium": 14, "low": 30}


def migrate(cr, version):
    """The handbook's tiers get its rhythm of contact and their steps to win back."""
    for code, days in RHYTHM.items():
        cr.execute(
            SQL(
                """UPDATE crm_value_tier SET contact_days = %(days)s
                    WHERE code = %(code)s AND COALESCE(contact_days, 0) = 0""",
                days=days,
                code=code,
            )
        )
    cr.execute(
        SQL(
            """
            UPDATE crm_value_tier tier SET winback_plan_id = plan.res_id
              FROM ir_model_data plan
             WHERE plan.module = 'crm_lifecycle' AND tier.winback_plan_id IS NULL
               AND plan.name = CASE WHEN tier.code IN ('high', 'medium')
                                    THEN 'winback_plan_personal'
                                    WHEN tier.code IN ('low', 'minimal')
                                    THEN 'winback_plan_light' END
            """
        )
    )
