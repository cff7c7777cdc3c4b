# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmValueSheet(models.AbstractModel):
    """The tables of the customer value workbook: plain figures, nothing stored.

    A table is ``{"name", "title", "columns": [(label, kind)], "rows": [[value]]}``;
    kinds are text, integer, money, percent (0 to 100) and month.
    """

    _name = "crm.value.sheet"
    _inherit = ["crm.sheet"]
    _description = "Tables of customer value"

    @api.model
    def _get_tables(self, company, start, end):
        """Return the tables of one company; extend the list.

        :param date start: first day of the period of moves and churn
        :param date end: its last day
        :raise AccessError: the company is not among those of the reader
        """
        sheets = self._in_company(company)
        return [
            sheets._get_move_table(company, start, end),
            sheets._get_churn_table(company, start, end),
            sheets._get_rfm_table(company),
            sheets._get_cohort_table(company),
        ]

    @api.model
    def _get_move_table(self, company, start, end):
        """Count customers by tier before the period and tier at its end."""
        tiers = self.env["crm.value.tier"].with_context(active_test=False)
        counts = self._count_moves(company, start, end)
        used = {tier_id for pair in counts for tier_id in pair if tier_id}
        targets = tiers.search(["|", ("active", "=", True), ("id", "in", list(used))])
        rows = [
            self._get_move_row(tier.name, tier.id, targets, counts) for tier in targets
        ]
        rows.append(self._get_move_row(self.env._("New"), None, targets, counts))
        return {
            "name": self.env._("Tier movements"),
            "title": self.env._(
                "Customers by tier before %(start)s (rows) and on %(end)s (columns)",
                start=start,
                end=end,
            ),
            "columns": [
                (self.env._("From"), "text"),
                *((tier.name, "integer") for tier in targets),
                (self.env._("Total"), "integer"),
            ],
            "rows": rows,
        }

    @api.model
    def _get_move_row(self, label, origin, targets, counts):
        cells = [counts.get((origin, tier.id), 0) for tier in targets]
        return [label, *cells, sum(cells)]

    @api.model
    def _count_moves(self, company, start, end):
        """Return ``{(tier before the period or None, tier at its end): customers}``."""
        self.env["crm.profile.change"].check_access("read")
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT origin, target, count(*)
                  FROM (
                    SELECT (array_agg(to_tier_id ORDER BY change_date DESC, id DESC)
                            FILTER (WHERE change_date < %(start)s))[1] AS origin,
                           (array_agg(to_tier_id
                                      ORDER BY change_date DESC, id DESC))[1] AS target
                      FROM crm_profile_change
                     WHERE company_id = %(company_id)s AND kind = 'tier'
                       AND profile_id IS NOT NULL AND change_date <= %(end)s
                     GROUP BY profile_id
                  ) AS moved
                 GROUP BY origin, target
                """,
                company_id=company.id,
                start=start,
                end=end,
            )
        )
        return {(origin, target): count for origin, target, count in rows}

    @api.model
    def _get_churn_table(self, company, start, end):
        groups = self.env["crm.churn.report"]._read_group(
            [
                ("company_id", "=", company.id),
                ("month", ">=", start.replace(day=1)),
                ("month", "<=", end),
            ],
            ["month:month", "tier_id"],
            ["customers:sum", "lost:sum", "returned:sum", "churn_rate:avg"],
            order="month:month, tier_id",
        )
        return {
            "name": self.env._("Churn"),
            "title": self.env._("Customers who leave and come back, by present tier"),
            "columns": [
                (self.env._("Month"), "month"),
                (self.env._("Present tier"), "text"),
                (self.env._("Customers at the start"), "integer"),
                (self.env._("Lost"), "integer"),
                (self.env._("Won back"), "integer"),
                (self.env._("Churn rate (%)"), "percent"),
            ],
            "rows": [
                [month, tier.name or "", customers, lost, returned, rate]
                for month, tier, customers, lost, returned, rate in groups
            ],
        }

    @api.model
    def _get_rfm_table(self, company):
        groups = self.env["crm.customer.profile"]._read_group(
            [("company_id", "=", company.id), ("purchase_count", ">", 0)],
            ["recency_score", "frequency_score", "monetary_score"],
            ["__count"],
        )
        counts = {(r, f, m): count for r, f, m, count in groups}
        marks = range(5, 0, -1)
        return {
            "name": self.env._("RFM grid"),
            "title": self.env._(
                "Customers by marks from 1 to 5: recency and monetary value in rows, "
                "frequency in columns"
            ),
            "columns": [
                (self.env._("Recency"), "integer"),
                (self.env._("Monetary"), "integer"),
                *(
                    (self.env._("Frequency %(mark)s", mark=mark), "integer")
                    for mark in marks
                ),
                (self.env._("Total"), "integer"),
            ],
            "rows": [
                [r, m, *cells, sum(cells)]
                for r in marks
                for m in marks
                if (cells := [counts.get((r, f, m), 0) for f in marks])
            ],
        }

    @api.model
    def _get_cohort_table(self, company):
        groups = self.env["crm.customer.profile"]._read_group(
            [("company_id", "=", company.id), ("first_purchase_date", "!=", False)],
            ["first_purchase_date:month"],
            ["__count", "revenue:sum", "clv:sum", "clv_predicted:sum"],
            order="first_purchase_date:month",
        )
        return {
            "name": self.env._("Lifetime value by cohort"),
            "title": self.env._(
                "Customers by the month of their first purchase; amounts in "
                "%(currency)s",
                currency=company.currency_id.name,
            ),
            "columns": [
                (self.env._("First purchase"), "month"),
                (self.env._("Customers"), "integer"),
                (self.env._("Revenue, all time"), "money"),
                (self.env._("Lifetime value"), "money"),
                (self.env._("Lifetime value per customer"), "money"),
                (self.env._("Predicted lifetime value"), "money"),
            ],
            "rows": [
                [month, count, revenue, clv, clv / count, predicted or 0.0]
                for month, count, revenue, clv, predicted in groups
            ],
        }
