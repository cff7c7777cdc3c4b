# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from typing import Any, NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ...engine.axis import get_money_edges, get_score_edges

COLUMN = re.compile(r'score"?\."?(\w+)')  # of the relation, in the SQL of criteria
ALWAYS_READ = ("partner_id", "purchase_count")
WORTH_A_BAR = 0.99  # the least of the customers share the first bar


class Trial(NamedTuple):
    """A draft as it is tried out on last night's customers."""

    policy: Any
    today: Any
    bounds: dict
    edges: list


class CrmValueSimulator(models.AbstractModel):
    """What a draft would make of last night's customers; writes nothing that lasts.

    Each answer reads the profiles once, into a narrow temporary table, and finds the
    bounds of the tiers as the night does. People get sums, and movers by the page.
    """

    _name = "crm.value.simulator"
    _inherit = ["crm.value.curve"]
    _description = "Simulator of tier policies"

    @api.model
    def _prepare_trial(self, policy):
        """Make the table ``crm_trial_score`` for a draft and find its bounds."""
        today = self.env["crm.value.night"]._get_today(policy.company_id)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SET LOCAL jit = off;
                DROP TABLE IF EXISTS crm_trial_score;
                CREATE TEMPORARY TABLE crm_trial_score ON COMMIT DROP AS %(score)s
                """,
                score=self._get_score_query(policy, today),
            )
        )
        customers = SQL("crm_trial_score AS score")
        night = self.env["crm.value.night"]
        bounds = self._find_on_curve(
            customers,
            self._get_sums(policy),
            lambda curve: night._find_bounds(policy, customers, today, curve),
            "id",
        )
        return Trial(policy, today, bounds, self._find_edges(policy, bounds))

    @api.model
    def _get_score_query(self, policy, today):
        """Return a SELECT of the customers with what the draft reads of them."""
        night = self.env["crm.value.night"]
        names = self._get_read_columns(policy, today)
        sources = dict.fromkeys([*names, *ALWAYS_READ, policy.rank_by])
        return SQL(
            """
            SELECT %(names)s, %(rank_value)s AS rank_value, override.override_tier_id
              FROM %(customers)s
              LEFT JOIN (
                  SELECT DISTINCT ON (partner_id)
                         partner_id AS overridden_id, tier_id AS override_tier_id
                    FROM crm_tier_override
                   WHERE company_id = %(company_id)s AND active
                     AND %(today)s BETWEEN date_from AND date_until
                   ORDER BY partner_id, id DESC
              ) AS override ON override.overridden_id = score.partner_id
            """,
            names=SQL(", ").join(SQL.identifier("score", name) for name in names),
            rank_value=night._get_rank_value(policy),
            customers=self._get_customers(policy, list(sources)),
            company_id=policy.company_id.id,
            today=today,
        )

    @api.model
    def _get_read_columns(self, policy, today):
        """Return the columns of the profile that the criteria of a draft read."""
        case = self.env["crm.value.night"]._get_rank_case(policy, {}, today)
        fields = self.env["crm.customer.profile"]._fields
        shares = ["clv"] if self._is_share_read(policy, "clv") else []
        found = dict.fromkeys(["id", "tier_id", "window_revenue", *shares])
        for name in COLUMN.findall(case.code):
            if name in fields and fields[name].store and fields[name].column_type:
                found[name] = None
        return list(found)

    @api.model
    def _get_customers(self, policy, names):
        """Return stored profiles as the relation ``score``, scored anew if need be."""
        stored = SQL(
            "(SELECT * FROM crm_customer_profile WHERE company_id = %s) AS score",
            policy.company_id.id,
        )
        if "score" not in names or not policy._has_other_score():
            return stored
        night = self.env["crm.value.night"]
        facts = [name for name in night._get_fact_columns() if name not in names]
        task = night._get_last_task(policy._get_active(policy.company_id))
        columns = [name for name in [*names, *facts] if name != "score"]
        return night._stack(
            SQL(
                "(SELECT %(columns)s FROM %(stored)s) AS score",
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                stored=stored,
            ),
            [*night._get_mark_layers(task), {"score": night._get_score(policy)}],
        )

    @api.model
    def _get_sums(self, policy):
        """Leave empty what no criterion has a share of: nobody looks at it."""
        return {
            name: total
            if name == "customers" or self._is_share_read(policy, name)
            else SQL("NULL::float8")
            for name, total in super()._get_sums(policy).items()
        }

    @api.model
    def _is_share_read(self, policy, name):
        """Tell whether a criterion has a share of all ``revenue`` or all ``clv``."""
        measures = set(policy.tier_line_ids.criterion_ids.mapped("measure"))
        return bool(measures & {f"{name}_share", f"own_{name}_share"})

    @api.model
    def _find_edges(self, policy, bounds):
        """Return where the bars of the histogram begin, in terms of the rank value."""
        buyers = bounds["totals"]["customers"]
        if not buyers:
            return []
        if policy.rank_by == "score":
            return get_score_edges()
        ((low, high),) = self.env.execute_query(
            SQL(
                """SELECT max(rank_value) FILTER (WHERE customers >= %(worth)s),
                          max(rank_value)
                     FROM (%(curve)s) AS curve""",
                worth=WORTH_A_BAR * buyers,
                curve=self._get_curve_so_far(),
            )
        )
        fixed = [
            criterion[name]
            for criterion in policy.tier_line_ids.criterion_ids
            if criterion.measure == policy.rank_by
            for name in criterion._get_threshold_fields()
        ]
        return get_money_edges(low, max([high, *fixed]))

    @api.model
    def _get_to_tier(self, trial):
        """Return the SQL of the tier that the draft gives a row of ``score``."""
        night = self.env["crm.value.night"]
        return SQL(
            "COALESCE(score.override_tier_id, (%(tiers)s::int[])[%(rank)s])",
            tiers=night._get_tier_ids(trial.policy),
            rank=night._get_rank_case(trial.policy, trial.bounds, trial.today),
        )

    # ------------------------------------------------------------------ answers

    @api.model
    def _get_cells(self, trial):
        """Return the customers added up by bar, present tier and proposed tier.

        :return: ``[{"bar" (from 0, None without a purchase), "from_tier", "to_tier",
            "customers", "revenue", "clv", …}]`` with a column for each line of work
            that customers bring along
        """
        workloads = self._get_queries(trial.policy, trial.today)
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT CASE WHEN score.rank_value IS NOT NULL THEN greatest(
                           width_bucket(score.rank_value, %(edges)s::float8[]) - 1, 0)
                           END AS bar,
                       score.tier_id AS from_tier, %(to_tier)s AS to_tier,
                       count(*) AS customers,
                       sum(score.window_revenue)::float8 AS revenue,
                       %(clv)s AS clv
                       %(work)s
                  FROM crm_trial_score AS score %(joins)s
                 GROUP BY 1, 2, 3
                """,
                edges=trial.edges or [0.0],
                clv=SQL("sum(score.clv)::float8")
                if self._is_share_read(trial.policy, "clv")
                else SQL("NULL::float8"),
                to_tier=self._get_to_tier(trial),
                work=SQL("").join(
                    SQL(
                        ", COALESCE(sum(%(table)s.value), 0)::float8 AS %(name)s",
                        table=SQL.identifier(f"work_{name}"),
                        name=SQL.identifier(name),
                    )
                    for name in workloads
                ),
                joins=SQL(" ").join(
                    SQL(
                        "LEFT JOIN (%(query)s) AS %(table)s"
                        " ON %(table)s.profile_id = score.id",
                        query=query,
                        table=SQL.identifier(f"work_{name}"),
                    )
                    for name, query in workloads.items()
                ),
            )
        )

    @api.model
    def _get_queries(self, policy, today):
        workloads = self.env["crm.value.tier"]._get_workloads(policy.company_id, today)
        return {name: work.query for name, work in workloads.items() if work.query}
