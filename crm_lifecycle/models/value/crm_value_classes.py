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
        """Return ``{"a": sales, "b": sales}``: the least sales of each class.

        A class ends with the customer whose sales make its share full; equal sales are
        never parted: the sums run row by row, which gives the same bound and is faster.
        ``None`` where nobody has sales above zero.
        """
        shares = {"a": policy.abc_a_percent, "b": policy.abc_b_percent}
        (row,) = self.env.execute_query(
            SQL(
                """
                SELECT %(bounds)s
                  FROM (SELECT sales, sum(sales) OVER (
                                   ORDER BY sales DESC ROWS UNBOUNDED PRECEDING)
                                   AS so_far
                          FROM (SELECT window_revenue::float8 AS sales
                                  FROM crm_night_fact
                                 WHERE window_revenue > 0) AS seller) AS curve,
                       (SELECT sum(window_revenue)::float8 AS sales
                          FROM crm_night_fact WHERE window_revenue > 0) AS total
                """,
                bounds=SQL(", ").join(
                    SQL(
                        """max(curve.sales) FILTER (
                            WHERE so_far >= %(share)s::float8 * total.sales)""",
                        share=percent / 100.0 * (1 - 1e-12),
                    )
                    for percent in shares.values()
                ),
            )
        )
        return dict(zip(shares, row, strict=True))
