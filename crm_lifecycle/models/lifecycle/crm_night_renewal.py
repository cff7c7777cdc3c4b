# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from math import log

from odoo import api, models
from odoo.tools import SQL

# Chance to leave by days to the renewal date, from this day on: (days, chance).
RENEWAL = ((61, 0.1), (0, 0.3), (-30, 0.6))
AFTERWARDS = 0.9


class CrmValueNight(models.AbstractModel):
    """Contracts: the renewal date says who is about to leave, not the rhythm.

    Who has a contract need not buy for months. By a stated rule the risk is 10 %
    until 60 days before the renewal date, 30 % up to that day, 60 % in the 30 days
    after it and 90 % later; signs of churn move it like every other risk.
    """

    _inherit = "crm.value.night"

    @api.model
    def _get_model_term(self, task):
        return SQL(
            "(CASE WHEN renewal_date IS NULL THEN %(model)s ELSE %(renewal)s END)",
            model=super()._get_model_term(task),
            renewal=self._get_renewal_term(task),
        )

    @api.model
    def _get_renewal_term(self, task):
        """Return the SQL of the log-odds to leave, by the renewal date alone."""
        cases = [
            SQL(
                "WHEN renewal_date - %(today)s::date >= %(days)s THEN %(odds)s::float8",
                today=task.today,
                days=days,
                odds=self._get_log_odds(chance),
            )
            for days, chance in RENEWAL
        ]
        return SQL(
            "CASE %(cases)s ELSE %(afterwards)s::float8 END",
            cases=SQL(" ").join(cases),
            afterwards=self._get_log_odds(AFTERWARDS),
        )

    @api.model
    def _get_log_odds(self, chance):
        return log(chance / (1 - chance))

    @api.model
    def _get_churn_reading(self, task):
        """Name the renewal where it stands for the lifetime model."""
        reading = super()._get_churn_reading(task)
        return reading | {
            "model": SQL(
                "CASE WHEN renewal_date IS NULL THEN %(term)s ELSE 0 END",
                term=reading["model"],
            ),
            "renewal": SQL(
                "CASE WHEN renewal_date IS NULL THEN 0 ELSE %(term)s END",
                term=reading["model"],
            ),
        }
