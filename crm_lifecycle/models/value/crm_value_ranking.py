# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

# Shares are floats: a group that fills its maximum exactly must not be one short.
ROUNDING = 1 + 1e-9
CURVE_COLUMNS = {
    "customer_share": "customers",
    "revenue_share": "revenue",
    "clv_share": "clv",
}


class CrmValueRanking(models.AbstractModel):
    """Reads a policy's rules as SQL over scored customers; writes nothing.

    The relation ``score`` holds one row per customer with the columns of
    ``crm.customer.profile`` and ``rank_value`` (NULL for who never bought). In the
    night it is a temporary table, for people it is last night's profiles.
    """

    _name = "crm.value.ranking"
    _description = "Reading of tier policies"

    @api.model
    def _get_rank_value(self, policy):
        """Return the SQL by which customers are ordered; NULL without a purchase."""
        return SQL(
            "CASE WHEN purchase_count > 0 THEN %(column)s::float8 END",
            column=SQL.identifier(policy.rank_by),
        )

    @api.model
    def _get_relation(self, policy):
        """Return the profiles of the policy's company as the relation ``score``."""
        return SQL(
            """(SELECT profile.*, %(rank_value)s AS rank_value
                  FROM crm_customer_profile profile
                 WHERE profile.company_id = %(company_id)s) AS score""",
            rank_value=self._get_rank_value(policy),
            company_id=policy.company_id.id,
        )

    @api.model
    def _get_curve(self, relation, taken):
        """Return a SELECT of totals down to each rank value, of who is not taken yet.

        Equal rank values have equal totals, so they can never be parted.
        """
        return SQL(
            """
            SELECT score.rank_value,
                   count(*) OVER best AS customers,
                   sum(score.window_revenue::float8) OVER best AS revenue,
                   sum(score.clv::float8) OVER best AS clv
              FROM %(relation)s
             WHERE score.rank_value IS NOT NULL AND NOT %(taken)s
            WINDOW best AS (ORDER BY score.rank_value DESC)
            """,
            relation=relation,
            taken=taken,
        )

    @api.model
    def _find_bounds(self, policy, relation, today, curve=None):
        """Return ``{criterion id as str: rank that its group must exceed}``.

        Tiers are filled from the best to the last, each from the customers that the
        tiers before it left. ``None`` stands for "everybody who is left". As long as
        every tier takes customers from the top of the rank, one curve serves all.

        :param SQL curve: the curve of everybody as a table, where there is one
        """
        curve = everybody = curve or self._get_curve(relation, SQL("FALSE"))
        totals = self._get_totals(curve)
        bounds = {"totals": {name: float(total or 0) for name, total in totals.items()}}
        start = self._get_start()
        taken = SQL("FALSE")
        is_from_top = True
        for line in policy.tier_line_ids.sorted("sequence"):
            for criterion in line.criterion_ids.filtered("is_deciding"):
                bounds |= self._find_bound(curve, everybody, criterion, totals, start)
            taken = SQL(
                "(%(taken)s OR %(condition)s)",
                taken=taken,
                condition=line._get_condition(bounds, today),
            )
            is_from_top = is_from_top and line._takes_top_of_rank()
            if is_from_top:
                start = self._get_curve_point(curve, line, bounds, start)
            else:
                curve = self._get_curve(relation, taken)
                start = self._get_start()
        return bounds

    @api.model
    def _get_start(self):
        """Return the point of a curve before its first customer."""
        return {"rank_value": None, "customers": 0, "revenue": 0, "clv": 0}

    @api.model
    def _get_totals(self, curve):
        """Return what shares are taken of: ``{column: total of who ever bought}``."""
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT customers, revenue, clv FROM (%(curve)s) AS curve
                    ORDER BY rank_value LIMIT 1""",
                curve=curve,
            )
        )
        return rows[0] if rows else self._get_start()

    @api.model
    def _get_curve_point(self, curve, line, bounds, start):
        """Return the totals of the curve down to the end of a tier."""
        end = line._get_rank_bound(bounds)
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT rank_value, customers, revenue, clv FROM (%(curve)s) AS curve
                    WHERE %(below)s ORDER BY rank_value LIMIT 1""",
                curve=curve,
                below=SQL("TRUE")
                if end is None
                else SQL("curve.rank_value > %(end)s", end=end),
            )
        )
        if not rows:
            return start
        better = start["rank_value"]
        is_further = better is None or rows[0]["rank_value"] < better
        return rows[0] if is_further else start

    @api.model
    def _find_bound(self, curve, everybody, criterion, totals, start):
        """Return ``{criterion id as str: bound}``, empty for who needs none.

        The bound of a share is the best rank value that would make the criterion's
        group too large.

        :param dict totals: what the share is taken of, see :meth:`_get_totals`
        :param dict start: the point of ``curve`` where the group begins
        """
        if criterion.measure in CURVE_COLUMNS:
            column = CURVE_COLUMNS[criterion.measure]
            bound = self._find_curve_bound(
                curve, column, criterion.maximum, totals, start
            )
        elif criterion.measure == "rank_percent":
            bound = criterion._find_rank_bounds(self, everybody, totals)
        else:
            return {}
        return {str(criterion.id): bound}

    @api.model
    def _find_curve_bound(self, curve, column, percent, totals, start):
        """Return the best rank value at which ``column`` passes ``percent`` of its
        total, counted from the point ``start``; None when it never does."""
        better = start["rank_value"]
        limit = percent / 100.0 * float(totals[column] or 0) * ROUNDING
        ((bound,),) = self.env.execute_query(
            SQL(
                """
                SELECT max(curve.rank_value) FROM (%(curve)s) AS curve
                 WHERE curve.%(column)s > %(limit)s AND %(left)s
                """,
                curve=curve,
                column=SQL.identifier(column),
                limit=float(start[column] or 0) + limit,
                left=SQL("TRUE")
                if better is None
                else SQL("curve.rank_value < %(better)s", better=better),
            )
        )
        return bound

    @api.model
    def _get_tier_ids(self, policy):
        """Return the tiers a policy gives, from the best to the last."""
        tiers = policy.tier_line_ids.sorted("sequence").tier_id.ids
        fallback = policy.fallback_tier_id.id
        return tiers if fallback in tiers else [*tiers, fallback]

    @api.model
    def _get_rank_case(self, policy, bounds, today, slack=0.0):
        """Return the SQL of the rank, from 1, that the rules give a row of ``score``.

        :param float slack: share by which every threshold is made easier to reach
        """
        tiers = self._get_tier_ids(policy)
        cases = [
            SQL(
                "WHEN %(condition)s THEN %(rank)s",
                condition=line._get_condition(bounds, today, slack),
                rank=tiers.index(line.tier_id.id) + 1,
            )
            for line in policy.tier_line_ids.sorted("sequence")
        ]
        return SQL(
            "CASE %(cases)s ELSE %(fallback)s END",
            cases=SQL(" ").join(cases or [SQL("WHEN FALSE THEN 1")]),
            fallback=tiers.index(policy.fallback_tier_id.id) + 1,
        )

    @api.model
    def _get_reasons_sql(self, policy, bounds, today):
        """Return the SQL of every deciding criterion's value, threshold and answer."""
        criteria = policy.tier_line_ids.criterion_ids.filtered("is_deciding")
        reasons = [
            SQL(
                """jsonb_build_object(
                    'criterion', %(criterion)s, 'tier', %(tier)s,
                    'measure', %(measure)s, 'value', %(value)s,
                    'threshold', %(threshold)s::float8, 'met', %(condition)s)""",
                criterion=criterion.id,
                tier=criterion.policy_tier_id.tier_id.id,
                measure=criterion.measure,
                value=criterion._get_reason_value(bounds, today),
                threshold=criterion._get_threshold(bounds),
                condition=criterion._get_condition(bounds, today),
            )
            for criterion in criteria.sorted(
                lambda row: (row.policy_tier_id.sequence, row.id)
            )
        ]
        return SQL("jsonb_build_array(%(reasons)s)", reasons=SQL(", ").join(reasons))
