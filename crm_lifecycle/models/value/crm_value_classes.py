# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

MARKS = range(1, 6)


class CrmValueClasses(models.AbstractModel):
    """The classes that the night gives beside tiers: RFM segment and ABC."""

    _name = "crm.value.classes"
    _description = "Classes of customers"

    @api.model
    def _get_class_columns(self):
        return ["rfm_segment_id", "abc_class"]

    @api.model
    def _get_class_layer(self, task):
        return {
            "rfm_segment_id": self._get_segment(task.policy),
            "abc_class": self._get_abc_class(task.calibration.get("abc") or {}),
        }

    @api.model
    def _get_segment(self, policy):
        """Return the SQL of the segment of a customer's cell; NULL before purchases."""
        segments = policy._get_rfm_segments()
        cells = [segments.get((r, f, m)) for r in MARKS for f in MARKS for m in MARKS]
        return SQL(
            """CASE WHEN purchase_count > 0
                    THEN (%(cells)s::int[])[(recency_score - 1) * 25
                         + (frequency_score - 1) * 5 + monetary_score] END""",
            cells=cells,
        )

    @api.model
    def _get_abc_class(self, bounds):
        cases = [
            SQL(
                "WHEN value_revenue >= %(bound)s::float8 THEN %(name)s",
                bound=bounds[name],
                name=name,
            )
            for name in ("a", "b")
            if bounds.get(name) is not None
        ]
        return SQL(
            "CASE WHEN purchase_count = 0 THEN NULL %(cases)s ELSE 'c' END",
            cases=SQL(" ").join(cases),
        )

    @api.model
    def _find_abc_bounds(self, policy):
        """Return the bounds of :meth:`_find_abc_on_curve` on a curve of their own."""
        sellers = SQL(
            """(SELECT partner_id, window_revenue, window_revenue::float8 AS rank_value
                  FROM crm_night_fact WHERE purchase_count > 0) AS score"""
        )
        return self._find_on_curve(
            sellers,
            self._get_sales_sum(),
            lambda curve: self._find_abc_on_curve(policy, curve),
            last=(policy.calibration or {}).get("abc"),
        )

    @api.model
    def _get_sales_sum(self):
        """Return the column of a curve that ABC reads: sales without what went back."""
        return {
            "sales": SQL(
                "sum(score.window_revenue) FILTER (WHERE score.window_revenue > 0)"
            )
        }

    @api.model
    def _find_abc_on_curve(self, policy, curve):
        """Return ``{"a": sales, "b": sales}``: the least sales of each class.

        A class ends with the customer whose sales make its share full; equal sales are
        never parted. ``None`` where nobody has sales above zero.

        :param SQL curve: customers by sales, with :meth:`_get_sales_sum`; of equal
            totals the best counts, so nobody without sales can be a bound
        """
        shares = {"a": policy.abc_a_percent, "b": policy.abc_b_percent}
        (row,) = self.env.execute_query(
            SQL(
                """
                SELECT %(bounds)s
                  FROM (%(curve)s) AS curve,
                       (SELECT max(sales) AS sales FROM (%(curve)s) AS curve) AS total
                """,
                curve=curve,
                bounds=SQL(", ").join(
                    SQL(
                        """max(curve.rank_value) FILTER (WHERE curve.sales::float8
                           >= %(share)s::float8 * total.sales::float8)""",
                        share=percent / 100.0 * (1 - 1e-12),
                    )
                    for percent in shares.values()
                ),
            )
        )
        return dict(zip(shares, row, strict=True))
