# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL


class CrmChurnReport(models.Model):
    """How many customers leave and come back, by month, tier and region.

    A customer is lost on the day that ends the company's months of silence, counted
    from the last purchase, and won back by the next purchase. Tier and region are
    those of today.
    """

    _name = "crm.churn.report"
    _inherit = "crm.purchase.history"
    _description = "Churn of customers"
    _auto = False
    _order = "month desc, company_id, tier_id, country_id, state_id"
    _rec_name = "month"
    _depends = {
        "account.move": ["company_id", "state", "move_type", "invoice_date"],
        "sale.order": ["company_id", "state", "date_order", "partner_id"],
        "res.partner": ["commercial_partner_id", "country_id", "state_id"],
        "res.company": ["crm_churn_months"],
        "crm.customer.profile": ["tier_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    month = fields.Date(readonly=True)
    tier_id = fields.Many2one("crm.value.tier", "Present tier", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    state_id = fields.Many2one("res.country.state", "Region", readonly=True)
    customers = fields.Integer(
        "Customers at the start",
        readonly=True,
        help="Bought within the months of silence before the first of the month. Over "
        "several months this counts customers times months.",
    )
    lost = fields.Integer(
        readonly=True, help="The months of silence since their last purchase ended."
    )
    returned = fields.Integer(
        "Won back", readonly=True, help="Bought again after they had been lost."
    )
    churn_rate = fields.Float(
        "Churn rate (%)",
        readonly=True,
        aggregator="avg",
        help="Lost customers in percent of the customers at the start of the month; "
        "over several months the monthly average.",
    )

    @property
    def _table_query(self):
        """Count entries and leavings per month; the running sum is who is there.

        A stint is a time of purchases without a silence; it ends with its mark, the
        last purchase plus the months of silence.
        """
        return SQL(
            """
            WITH gap AS (
                SELECT *, churn_months * interval '1 month' AS silence,
                       lag(day) OVER (PARTITION BY company_id, partner_id
                                      ORDER BY day) AS former
                  FROM (%(days)s) AS purchase
            ), numbered AS (
                SELECT *, count(*) FILTER (
                           WHERE former IS NULL OR former + silence < day)
                       OVER (PARTITION BY company_id, partner_id ORDER BY day) AS stint
                  FROM gap
            ), stint AS (
                SELECT company_id, partner_id, stint, today,
                       min(day) AS start, (max(day) + silence)::date AS mark
                  FROM numbered
                 GROUP BY company_id, partner_id, stint, today, silence
            ), fact AS (%(facts)s
            ), kept AS (
                SELECT fact.company_id, profile.tier_id, partner.country_id,
                       partner.state_id, fact.today, fact.month,
                       sum(fact.step) AS step, sum(fact.lost) AS lost,
                       sum(fact.returned) AS returned
                  FROM fact
                  JOIN res_partner partner ON partner.id = fact.partner_id
                  LEFT JOIN crm_customer_profile profile
                    ON profile.partner_id = fact.partner_id
                   AND profile.company_id = fact.company_id
                 GROUP BY 1, 2, 3, 4, 5, 6
            ), filled AS (
                SELECT company_id, tier_id, country_id, state_id, month, step, lost,
                       returned
                  FROM kept
                 WHERE month <= today
                 UNION ALL
                SELECT company_id, tier_id, country_id, state_id,
                       generate_series(min(month), today, interval '1 month')::date,
                       0, 0, 0
                  FROM kept
                 GROUP BY company_id, tier_id, country_id, state_id, today
            ), counted AS (
                SELECT company_id, tier_id, country_id, state_id, month,
                       sum(sum(step)) OVER (
                           PARTITION BY company_id, tier_id, country_id, state_id
                           ORDER BY month)::int AS customers,
                       sum(lost)::int AS lost, sum(returned)::int AS returned
                  FROM filled
                 GROUP BY company_id, tier_id, country_id, state_id, month
            )
            SELECT %(row_id)s AS id,
                   counted.*,
                   100.0 * lost / NULLIF(customers, 0) AS churn_rate
              FROM counted
             WHERE customers > 0 OR lost > 0 OR returned > 0
            """,
            days=self._get_purchase_days(),
            row_id=self._get_row_id(
                SQL("company_id"), SQL("month, tier_id, country_id, state_id")
            ),
            facts=self._get_facts(),
        )

    def _get_facts(self):
        """Return what each stint does to the counts of which month."""
        return SQL(
            """
            SELECT company_id, partner_id, today, 1 AS step, 0 AS lost, 0 AS returned,
                   (date_trunc('month', start) + interval '1 month')::date AS month
              FROM stint
             UNION ALL
            SELECT company_id, partner_id, today, -1, 0, 0,
                   (date_trunc('month', mark) + interval '1 month')::date
              FROM stint
             UNION ALL
            SELECT company_id, partner_id, today, 0, 1, 0,
                   date_trunc('month', mark)::date
              FROM stint
             WHERE mark < today
             UNION ALL
            SELECT company_id, partner_id, today, 0, 0, 1,
                   date_trunc('month', start)::date
              FROM stint
             WHERE stint > 1
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        """Divide sums: an average of monthly rates would be wrong."""
        if aggregate_spec != "churn_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        return self._get_ratio(query, "lost", "customers")
