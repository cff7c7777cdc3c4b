# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

LARGE_ENOUGH = 500  # customers of a segment that gets parameters of its own


class CrmLifetimeSegment(models.AbstractModel):
    """Lifetime models of segments: people and companies, countries, industries.

    A segment that is large enough, and whose customers come back often enough to learn
    from, has its own parameters; everybody else has those of the company.
    """

    _name = "crm.lifetime.segment"
    _description = "Lifetime models of segments"

    @api.model
    def _get_segment_expressions(self):
        """Return ``{segmentation: SQL over partner}``, a text per contact.

        Extend together with ``crm.value.policy._get_lifetime_segment_selection``.
        """
        return {
            "kind": SQL(
                "CASE WHEN partner.is_company THEN 'company' ELSE 'person' END"
            ),
            "country": SQL("partner.country_id::text"),
            "industry": SQL("partner.industry_id::text"),
        }

    @api.model
    def _get_segment_column(self, policy):
        """Return the SQL of the segment of the contact ``partner``, or None."""
        return self._get_segment_expressions().get(policy.lifetime_segment)

    @api.model
    def _fit_segments(self, task):
        """Fit every segment that is large enough."""
        column = self._get_segment_column(task.policy)
        if not column:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(column)s AS segment
                  FROM crm_night_fact fact
                  JOIN res_partner partner ON partner.id = fact.partner_id
                 WHERE purchase_days > 0 AND %(column)s IS NOT NULL
                 GROUP BY 1 HAVING count(*) >= %(least)s ORDER BY 1
                """,
                column=column,
                least=LARGE_ENOUGH,
            )
        )
        for (segment,) in rows:
            self._fit_segment(task, column, segment)

    @api.model
    def _fit_segment(self, task, column, segment):
        """Fit one segment; thin or unfinished fits leave it to the company's."""
        customers = SQL(
            """(SELECT fact.* FROM crm_night_fact fact
                  JOIN res_partner partner ON partner.id = fact.partner_id
                 WHERE %(column)s = %(segment)s) AS fact""",
            column=column,
            segment=segment,
        )
        fit = self._fit_purchases(self._get_purchase_groups(task, customers))
        if fit.model == "simple":
            return
        values = self._fit_amounts(customers)
        model = self._store(task, fit, values, customers, segment)
        tests = task.tested[2] if task.tested else {}
        model.backtest = tests.get(segment) or {}
        if model.is_used:
            self._tabulate(task, model)

    # ----------------------------------------------------------- the night's SQL

    @api.model
    def _get_segment_join(self, task):
        """Return the JOIN that tells the segment of ``fact``, where it matters."""
        if not task.calibration["lifetime"].get("segments"):
            return SQL()
        return SQL("LEFT JOIN res_partner partner ON partner.id = fact.partner_id")

    @api.model
    def _get_parameter(self, lifetime, segment, name, default=None):
        """Return the SQL of a parameter: the segment's where it has its own."""
        common = lifetime.get(name, default)
        cases = [
            SQL(
                "WHEN %(key)s THEN %(value)s::float8",
                key=key,
                value=own.get(name, default),
            )
            for key, own in (lifetime.get("segments") or {}).items()
        ]
        if not cases:
            return SQL("%(value)s::float8", value=common)
        return SQL(
            "CASE %(segment)s %(cases)s ELSE %(value)s::float8 END",
            segment=segment,
            cases=SQL(" ").join(cases),
            value=common,
        )
