# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.night_task import Task


class CrmValueReading(models.AbstractModel):
    """Reads again, over stored profiles, what the night did not store."""

    _name = "crm.value.reading"
    _description = "Reading of scored customers"

    @api.model
    def _read_layers(self, profiles, get_expressions, final=False):
        """Return ``{profile id: {name: value}}`` of layers over stored profiles.

        What the night need not store is read again as of the last night: the same
        SQL over the same figures, with its cut points.

        :param get_expressions: called with the task of a policy, gives ``{name: SQL}``
        :param bool final: the expressions read the layers after the tier, too
        """
        self.env.flush_all()
        found = {}
        for policy, customers in profiles.sudo().grouped("policy_id").items():
            task = self._get_last_task(policy)
            if not task or not customers.ids:
                continue
            rows = self.env.execute_query_dict(
                SQL(
                    "SELECT profile_id, %(columns)s FROM %(relation)s",
                    columns=self._select_named(get_expressions(task)),
                    relation=self._stack(
                        self._get_stored_relation(task, customers),
                        self._get_layers(task)
                        + (self._get_final_layers(task) if final else []),
                    ),
                )
            )
            found |= {row.pop("profile_id"): row for row in rows}
        return found

    @api.model
    def _get_last_task(self, policy):
        """Return the task that last night did for ``policy``, or None."""
        calibration = policy.calibration if isinstance(policy.id, int) else None
        if not calibration or "day" not in calibration:
            return None
        today = fields.Date.to_date(calibration["day"])
        return Task(policy.company_id, policy, today, calibration=calibration)

    @api.model
    def _get_stored_relation(self, task, profiles):
        """Return stored profiles in the shape of :meth:`_get_base_relation`."""
        metrics = self._get_registered_metrics(task)
        names = ["partner_id", *self._get_fact_columns(), *metrics]
        return SQL(
            """(SELECT former.id AS profile_id, former.tier_id, %(columns)s
                  FROM crm_customer_profile former
                  JOIN crm_customer_profile fact ON fact.id = former.id
                  %(lifetime)s
                 WHERE former.id IN %(ids)s) AS score""",
            columns=SQL(", ").join(
                [
                    *(SQL.identifier("former", name) for name in names),
                    self._select_named(self._get_joined_columns(task)),
                ]
            ),
            lifetime=self._get_lifetime_join(task),
            ids=tuple(profiles.ids),
        )
