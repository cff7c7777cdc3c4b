# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

DAYS = {"tier_high": 1, "tier_medium": 2, "tier_low": 5, "tier_minimal": 10}


def migrate(cr, version):
    """Give the handbook's tiers the days to answer feedback, where nobody chose."""
    for name, days in DAYS.items():
        cr.execute(
            """
            UPDATE crm_value_tier AS tier
               SET feedback_days = %s
              FROM ir_model_data AS data
             WHERE data.module = 'crm_lifecycle' AND data.name = %s
               AND data.model = 'crm.value.tier' AND tier.id = data.res_id
               AND COALESCE(tier.feedback_days, 0) = 0
            """,
            (days, name),
        )
