# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmTierKpi(models.Model):
    """How each tier fares: its customers, what they spend, and how many it loses.

    One row a company and tier, of the customers that are in it now, as last night
    found them.
    """

    _name = "crm.tier.kpi"
    _description = "Key figures of tiers"
    _auto = False
    _order = "company_id, tier_id"
    _rec_name = "tier_id"
    _depends = {
        "crm.customer.profile": [
            "churn_probability",
            "company_id",
            "early_revenue",
            "first_purchase_date",
            "health",
            "late_revenue",
            "stage_id",
            "stage_since",
            "tier_id",
        ],
        "crm.lifecycle.stage": ["is_lost"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    tier_id = fields.Many2one("crm.value.tier", readonly=True)
    customers = fields.Integer(readonly=True)
    late_revenue = fields.Monetary(
        "Revenue of the last year", readonly=True, help="Of the last twelve months."
    )
    early_revenue = fields.Monetary("Revenue of the year before", readonly=True)
    value_change = fields.Float(
        "Change of value (%)",
        readonly=True,
        aggregator=None,
        help="The last twelve months against the twelve before, of the customers that "
        "are in the tier now.",
    )
    lost = fields.Integer("Lost in a year", readonly=True)
    churn_rate = fields.Float(
        "Churn rate (%)",
        readonly=True,
        aggregator=None,
        help="Of the customers that had bought before a year ago and were not lost "
        "then: how many have been lost since.",
    )
    churn_risk = fields.Float(
        "Risk of leaving (%)", readonly=True, aggregator=None, help="The average."
    )
    health = fields.Float(readonly=True, aggregator=None, help="The average.")

    @api.model
    def _get_kpi_columns(self):
        """Return ``{field: aggregate over profile}``; extend with ``super() | {…}``.

        ``profile`` is the table of ``crm.customer.profile``, grouped by company and
        tier; ``present.is_lost`` tells whether the customer is lost, ``was_there``
        whether it was a customer a year ago.
        """
        return {
            "customers": SQL("count(*)"),
            "late_revenue": SQL("sum(profile.late_revenue)"),
            "early_revenue": SQL("sum(profile.early_revenue)"),
            "value_change": SQL(
                "100 * (sum(profile.late_revenue) / NULLIF(sum(profile.early_revenue),"
                " 0) - 1)"
            ),
            "lost": SQL("count(*) FILTER (WHERE was_there AND present.is_lost)"),
            "churn_rate": SQL(
                "100.0 * count(*) FILTER (WHERE was_there AND present.is_lost)"
                " / NULLIF(count(*) FILTER (WHERE was_there), 0)"
            ),
            "churn_risk": SQL("100 * avg(profile.churn_probability)"),
            "health": SQL("avg(profile.health)"),
        }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT profile.company_id * 1000000::bigint + profile.tier_id AS id,
                   profile.company_id, profile.tier_id, %(columns)s
              FROM crm_customer_profile profile
              LEFT JOIN crm_lifecycle_stage stage ON stage.id = profile.stage_id
             CROSS JOIN LATERAL (
                   SELECT COALESCE(stage.is_lost, FALSE) AS is_lost
             ) AS present
             CROSS JOIN LATERAL (
                   SELECT profile.first_purchase_date <= year.ago
                          AND NOT (present.is_lost
                                   AND profile.stage_since <= year.ago)
                          AS was_there
                     FROM (SELECT %(today)s::date - 365 AS ago) AS year
             ) AS past
             WHERE profile.tier_id IS NOT NULL
             GROUP BY profile.company_id, profile.tier_id
            """,
            columns=self.env["crm.value.night"]._select_named(self._get_kpi_columns()),
            today=fields.Date.context_today(self),
        )
