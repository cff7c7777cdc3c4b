# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmValueRisk(models.AbstractModel):
    """The credit risk as SQL, for all customers of a company at once.

    The same rules as ``engine.risk``, which grades customers one screen at a time;
    a test compares both on a grid of cases.
    """

    _name = "crm.value.risk"
    _description = "Credit risk of customers"

    @api.model
    def _get_credit_risk_sql(self, policy, today, alias="score"):
        """Return the SQL of a customer's credit risk: ``low``, ``mid`` or ``high``.

        :param str alias: a relation with the columns ``overdue_amount``,
            ``oldest_due_date``, ``receivable_amount``, ``risk_flag_count`` and
            ``credit_limit`` of the profile
        """
        mid_days, high_days, percent = policy._get_risk_thresholds()
        columns = {
            name: SQL.identifier(alias, name)
            for name in (
                "overdue_amount",
                "oldest_due_date",
                "receivable_amount",
                "risk_flag_count",
                "credit_limit",
            )
        }
        return SQL(
            """CASE
                WHEN %(risk_flag_count)s > 0
                  OR %(overdue_amount)s > 0
                     AND %(today)s::date - %(oldest_due_date)s >= %(high_days)s
                  OR %(credit_limit)s > 0
                     AND %(receivable_amount)s > %(credit_limit)s THEN 'high'
                WHEN %(overdue_amount)s > 0
                     AND %(today)s::date - %(oldest_due_date)s >= %(mid_days)s
                  OR %(credit_limit)s > 0
                     AND %(receivable_amount)s * 100
                         >= %(percent)s::numeric * %(credit_limit)s THEN 'mid'
                ELSE 'low' END""",
            today=today,
            mid_days=mid_days,
            high_days=high_days,
            percent=percent,
            **columns,
        )
