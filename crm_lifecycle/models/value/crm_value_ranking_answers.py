# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmValueRanking(models.AbstractModel):
    """What people ask of a policy's rules, over last night's profiles."""

    _inherit = "crm.value.ranking"

    @api.model
    def _get_groups(self, policy):
        """See ``crm.value.policy._get_groups``."""
        self.env.flush_all()
        relation = self._get_relation(policy)
        today = self.env["crm.value.night"]._get_today(policy.company_id)
        bounds = self._find_bounds(policy, relation, today)
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT (%(tiers)s::int[])[%(rank)s] AS tier_id,
                       count(*) AS customers,
                       %(customers)s AS customer_share,
                       %(revenue)s AS revenue_share,
                       %(clv)s AS clv_share
                  FROM %(relation)s
                 GROUP BY 1
                """,
                tiers=self._get_tier_ids(policy),
                rank=self._get_rank_case(policy, bounds, today),
                customers=self._get_percentage(SQL("count(*)")),
                revenue=self._get_percentage(SQL("sum(score.window_revenue)")),
                clv=self._get_percentage(SQL("sum(score.clv)")),
                relation=relation,
            )
        )
        return {row.pop("tier_id"): row for row in rows}

    @api.model
    def _get_percentage(self, total):
        """Return the SQL of a group's part in the sum of all groups, in percent."""
        return SQL(
            """COALESCE(
                100.0 * %(total)s / NULLIF(sum(%(total)s) OVER (), 0), 0)::float8""",
            total=total,
        )

    @api.model
    def _count_matching(self, policy, criterion):
        """Return how many customers one deciding criterion takes by itself."""
        if not criterion.is_deciding:
            return 0
        self.env.flush_all()
        relation = self._get_relation(policy)
        curve = self._get_curve(relation, SQL("FALSE"))
        totals = self._get_totals(curve)
        start = self._get_start()
        bounds = {"totals": totals} | self._find_bound(
            curve, curve, criterion, totals, start
        )
        today = self.env["crm.value.night"]._get_today(policy.company_id)
        ((count,),) = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM %(relation)s WHERE %(condition)s",
                relation=relation,
                condition=criterion._get_condition(bounds, today),
            )
        )
        return count

    @api.model
    def _get_reasons(self, profiles):
        """Return ``{profile id: [reason]}`` for the criteria as they stand now,
        with the same keys as in ``crm.profile.change.reasons``."""
        self.env.flush_all()
        reasons = {}
        for policy, customers in profiles.sudo().grouped("policy_id").items():
            usable = policy and isinstance(policy.id, int)
            if not usable or policy._get_blocking_findings():
                continue
            today = self.env["crm.value.night"]._get_today(policy.company_id)
            bounds = (policy.calibration or {}).get("bounds", {})
            rows = self.env.execute_query(
                SQL(
                    "SELECT score.id, %(reasons)s FROM %(relation)s"
                    " WHERE score.id IN %(ids)s",
                    reasons=self._get_reasons_sql(policy, bounds, today),
                    relation=self._get_relation(policy),
                    ids=tuple(customers.ids),
                )
            )
            reasons |= dict(rows)
        return reasons
