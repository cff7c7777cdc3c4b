# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

OWN_SHARES = {"own_revenue_share": "revenue", "own_clv_share": "clv"}
COLUMNS = {"revenue": "window_revenue", "clv": "clv"}


class CrmValueCriterion(models.Model):
    """Shares read per customer: the handbook's numbers without a group.

    *Rank percent* is the place among all customers, best first: from 20 up to 50 takes
    who is behind the best fifth and within the better half. An *own share* is what one
    customer brings of all sales or of all lifetime value.
    """

    _inherit = "crm.value.criterion"

    @api.model
    def _get_measure_selection(self):
        return [
            *super()._get_measure_selection(),
            ("rank_percent", self.env._("Rank among all customers (%)")),
            ("own_revenue_share", self.env._("Own share of sales (%)")),
            ("own_clv_share", self.env._("Own share of lifetime value (%)")),
        ]

    def _find_rank_bounds(self, night, curve, totals):
        """Return the ranks that end and begin the criterion's part of all customers.

        :return: ``{"maximum": rank to exceed, "minimum": rank to stay at or below}``;
            a side that is open has None
        """
        start = night._get_start()
        found = {}
        for name in ("maximum", "minimum"):
            found[name] = (
                night._find_curve_bound(curve, "customers", self[name], totals, start)
                if self[f"has_{name}"]
                else None
            )
        return found

    def _get_condition(self, bounds, today, slack=0.0):
        if self.measure == "rank_percent":
            return self._get_rank_condition(bounds.get(str(self.id)) or {}, slack)
        if self.measure in OWN_SHARES:
            totals = bounds.get("totals") or {}
            return self._get_own_condition(totals, slack)
        return super()._get_condition(bounds, today, slack)

    def _get_rank_condition(self, ranks, slack):
        conditions = [SQL("score.rank_value IS NOT NULL")]
        if ranks.get("maximum") is not None:
            least = ranks["maximum"] - slack * abs(ranks["maximum"])
            conditions.append(SQL("score.rank_value > %(rank)s::float8", rank=least))
        if ranks.get("minimum") is not None:
            conditions.append(
                SQL("score.rank_value <= %(rank)s::float8", rank=ranks["minimum"])
            )
        elif self.has_minimum:
            conditions.append(SQL("FALSE"))
        return SQL("(%(all)s)", all=SQL(" AND ").join(conditions))

    def _get_own_condition(self, totals, slack):
        value = self._get_own_share(totals)
        limits = []
        if self.has_minimum:
            least = self.minimum - slack * abs(self.minimum)
            limits.append(SQL("%(value)s >= %(limit)s", value=value, limit=least))
        if self.has_maximum:
            limits.append(SQL("%(value)s < %(limit)s", value=value, limit=self.maximum))
        return SQL("COALESCE(%(limits)s, FALSE)", limits=SQL(" AND ").join(limits))

    def _get_own_share(self, totals):
        total = OWN_SHARES[self.measure]
        return SQL(
            "(100 * score.%(column)s::float8 / NULLIF(%(total)s::float8, 0))",
            column=SQL.identifier(COLUMNS[total]),
            total=float(totals.get(total) or 0.0),
        )

    def _get_reason_value(self, bounds, today):
        if self.measure == "rank_percent":
            return SQL("score.rank_value")
        if self.measure in OWN_SHARES:
            return self._get_own_share(bounds.get("totals") or {})
        return super()._get_reason_value(bounds, today)

    def _get_threshold(self, bounds):
        if self.measure == "rank_percent":
            ranks = bounds.get(str(self.id)) or {}
            return ranks.get("maximum", ranks.get("minimum"))
        return super()._get_threshold(bounds)
