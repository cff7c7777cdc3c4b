# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

FIGURE_MONTHS = 12  # how far back customers are compared


class CrmLoyaltyEffectFacts(models.AbstractModel):
    """What members and non-members did before and after a month of joining."""

    _name = "crm.loyalty.effect.facts"
    _description = "Purchases before and after joining a program"

    @api.model
    def _read_facts(self, program, company, months):
        """Return one dict per member, and per non-member and month of joining.

        Members join in the month of their first movement. Figures are those before
        that month; what followed is counted from the month after it, for ``months``
        months which have to be over. Who bought in the month of joining is told by
        ``bought``: a card comes with a purchase, so only buyers are compared with
        buyers. Keys: partner_id, month, is_member, bought, is_new, recency, length
        (days), frequency (days with a purchase), revenue, tier (place from the top;
        0 unknown), returned, churned, revenue_after, margin_after.
        """
        return self.env.execute_query_dict(
            SQL(
                """
                WITH event AS MATERIALIZED (%(events)s
                ), member AS (%(members)s
                ), cohort AS (%(cohorts)s
                ), candidate AS (%(candidates)s
                )
                SELECT candidate.partner_id, candidate.month, candidate.is_member,
                       %(figures)s, coalesce(tier.rank, 0) AS tier
                  FROM candidate
                  LEFT JOIN event ON event.partner_id = candidate.partner_id
                  LEFT JOIN LATERAL (%(tiers)s) AS tier ON TRUE
                 GROUP BY candidate.partner_id, candidate.month, candidate.start,
                          candidate.stop, candidate.is_member, tier.rank
                 ORDER BY candidate.partner_id, candidate.month
                """,
                events=self._get_events_sql(company),
                members=self._get_members_sql(program),
                cohorts=self._get_cohorts_sql(company, months),
                candidates=self._get_candidates_sql(),
                figures=self._get_figures_sql(company),
                tiers=self._get_tiers_sql(company),
            )
        )

    @api.model
    def _get_events_sql(self, company):
        """Return purchases and refunds of ``company``, by present customer."""
        policy = self.env["crm.value.policy"]._get_active(company)
        queries = self.env["crm.customer.profile"]._get_event_queries(company)
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id,
                   event.event_date AS day, event.amount, event.margin,
                   event.is_purchase
              FROM (%s) AS event
              JOIN res_partner AS partner ON partner.id = event.partner_id
            """,
            queries[policy.revenue_source or "invoice"],
        )

    @api.model
    def _get_members_sql(self, program):
        return SQL(
            """
            SELECT pool.commercial_partner_id AS partner_id,
                   date_trunc('month', min(movement.booked_on))::date AS month
              FROM loyalty_history AS movement
              JOIN crm_loyalty_pool AS pool ON pool.id = movement.pool_id
             WHERE pool.program_id = %s AND movement.kind IS NOT NULL
               AND pool.commercial_partner_id IS NOT NULL
             GROUP BY pool.commercial_partner_id
            """,
            program.id,
        )

    @api.model
    def _get_cohorts_sql(self, company, months):
        """Return the months in which somebody of ``member`` joined, with what follows.

        ``start`` is the first day after the month, ``stop`` the first one that is not
        counted any more; months whose ``stop`` is to come are left out.
        """
        return SQL(
            """
            SELECT month, (month + interval '1 month')::date AS start,
                   (month + %(months)s * interval '1 month'
                    + interval '1 month')::date AS stop
              FROM (SELECT DISTINCT month FROM member) AS joined
             WHERE month + %(months)s * interval '1 month'
                   + interval '1 month' <= %(today)s
            """,
            months=months,
            today=self.env["crm.value.night"]._get_today(company),
        )

    @api.model
    def _get_candidates_sql(self):
        """Return members with their ``cohort``, and buyers who are none with each."""
        return SQL(
            """
            SELECT member.partner_id, cohort.*, TRUE AS is_member
              FROM member JOIN cohort ON cohort.month = member.month
             UNION ALL
            SELECT event.partner_id, cohort.*, FALSE
              FROM cohort
              JOIN (SELECT partner_id, min(day) AS first FROM event
                     GROUP BY partner_id) AS event
                ON event.first < cohort.start
             WHERE event.partner_id NOT IN (SELECT partner_id FROM member)
            """
        )

    @api.model
    def _get_figures_sql(self, company):
        """Return what is known before the month, and what came after it."""
        return SQL(
            """
            coalesce(bool_or(is_purchase AND day >= month AND day < start), FALSE)
                AS bought,
            coalesce(min(day) FILTER (WHERE is_purchase) >= month, TRUE) AS is_new,
            coalesce(month - max(day) FILTER (WHERE is_purchase AND day < month), 0)
                AS recency,
            coalesce(month - min(day) FILTER (WHERE is_purchase AND day < month), 0)
                AS length,
            count(DISTINCT day) FILTER (WHERE is_purchase AND %(before)s) AS frequency,
            coalesce(sum(amount) FILTER (WHERE %(before)s), 0)::float8 AS revenue,
            coalesce(bool_or(is_purchase AND %(after)s), FALSE) AS returned,
            NOT coalesce(bool_or(
                is_purchase AND day < stop
                AND day >= stop - %(churn_months)s * interval '1 month'), FALSE)
                AS churned,
            coalesce(sum(amount) FILTER (WHERE %(after)s), 0)::float8 AS revenue_after,
            CASE WHEN count(*) FILTER (WHERE %(after)s AND margin IS NULL) = 0
                 THEN coalesce(sum(margin) FILTER (WHERE %(after)s), 0)::float8 END
                AS margin_after
            """,
            before=SQL(
                "day < month AND day >= month - %s * interval '1 month'", FIGURE_MONTHS
            ),
            after=SQL("day >= start AND day < stop"),
            churn_months=company.sudo().crm_churn_months,
        )

    @api.model
    def _get_tiers_sql(self, company):
        """Return the tier's place that a candidate had before the month."""
        return SQL(
            """
            SELECT place.rank
              FROM crm_customer_profile AS profile
              JOIN crm_profile_change AS change ON change.profile_id = profile.id
              JOIN (SELECT id, row_number() OVER (ORDER BY sequence, id) AS rank
                      FROM crm_value_tier) AS place ON place.id = change.to_tier_id
             WHERE profile.partner_id = candidate.partner_id
               AND profile.company_id = %s AND change.kind = 'tier'
               AND change.change_date < candidate.month
             ORDER BY change.change_date DESC, change.id DESC
             LIMIT 1
            """,
            company.id,
        )
