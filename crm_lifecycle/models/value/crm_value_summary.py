# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmValueSummary(models.AbstractModel):
    """Adds up a company's customers by tier; reads profiles, writes nothing."""

    _name = "crm.value.summary"
    _description = "Customers by tier"

    @api.model
    def _get_tier_summary(self, company, today):
        """See ``crm.customer.profile._get_tier_summary``."""
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT profile.tier_id,
                       count(*) AS customers,
                       sum(profile.purchase_count) AS purchases,
                       sum(profile.revenue) AS revenue,
                       sum(profile.clv) AS clv,
                       percentile_cont(0.5) WITHIN GROUP (
                           ORDER BY %(today)s::date - profile.last_purchase_date
                       ) AS median_recency_days
                  FROM crm_customer_profile profile
                 WHERE profile.company_id = %(company_id)s
                 GROUP BY profile.tier_id
                """,
                today=today,
                company_id=company.id,
            )
        )
        by_tier = {row["tier_id"]: row for row in rows}
        totals = {
            name: sum(row[name] or 0 for row in rows)
            for name in ("customers", "purchases", "revenue", "clv")
        }
        tiers = self.env["crm.value.tier"].search([("active", "=", True)])
        return {
            "customers": totals["customers"],
            "purchases": totals["purchases"],
            "revenue": float(totals["revenue"]),
            "tiers": [
                self._prepare_summary_row(tier, by_tier.get(tier.id, {}), totals)
                for tier in tiers
            ],
        }

    @api.model
    def _prepare_summary_row(self, tier, row, totals):
        def share(name):
            return float((row.get(name) or 0) / totals[name]) if totals[name] else 0.0

        return {
            "code": tier.code,
            "name": tier.name,
            "customers": row.get("customers", 0),
            "revenue": float(row.get("revenue") or 0.0),
            "customer_share": share("customers"),
            "revenue_share": share("revenue"),
            "clv_share": share("clv"),
            "median_recency_days": row.get("median_recency_days"),
        }
