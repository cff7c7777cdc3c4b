# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

TREND_MONTHS = 12  # spending of the last months is held against as many before
# What becomes of a column when two invoiced entities turn out to be one customer.
SUMS = (
    "purchase_count",
    "purchase_days",
    "window_purchase_days",
    "trend_purchases",
    "revenue",
    "refunds",
    "margin",
    "window_revenue",
    "window_margin",
    "late_revenue",
    "early_revenue",
)


class CrmValueMetrics(models.AbstractModel):
    """From facts to metrics: one aggregate of events per company, nothing stored."""

    _name = "crm.value.metrics"
    _description = "Metrics of customers"

    @api.model
    def _get_fact_columns(self):
        """Return the profile columns that come from the events."""
        return [
            "first_purchase_date",
            "last_purchase_date",
            "purchase_count",
            "purchase_days",
            "revenue",
            "refunds",
            "margin",
            "window_revenue",
            "window_margin",
            "window_purchase_days",
            "late_revenue",
            "early_revenue",
            "trend_purchases",
        ]

    @api.model
    def _collect_facts(self, task):
        """Aggregate the events of each customer into ``crm_night_fact``."""
        self.env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE crm_night_fact ON COMMIT DROP AS %(facts)s",
                facts=self._get_fact_query(task),
            )
        )
        self._roll_up_moved()
        self._add_everyone(task)
        self.env.cr.execute(SQL("ANALYZE crm_night_fact (partner_id)"))

    @api.model
    def _get_fact_query(self, task):
        """Return the aggregate of events per invoiced entity.

        The events come in the order of ``account_move_customer_revenue``, so the
        groups need no sorting. Where a margin is unknown the policy's rate counts:
        ``margin`` sums what the known ones differ from it.
        """
        events = self.env["crm.customer.profile"]._get_event_queries(task.company)
        months = task.policy.window_months
        window = self._get_day_after(task.today, months)
        late = self._get_day_after(task.today, TREND_MONTHS)
        early = self._get_day_after(task.today, 2 * TREND_MONTHS)
        return SQL(
            """
            SELECT entity.partner_id,
                   entity.first_purchase_date,
                   entity.last_purchase_date,
                   entity.purchase_count::int,
                   entity.purchase_days::int,
                   entity.window_purchase_days::int,
                   entity.trend_purchases::int,
                   %(money)s
              FROM (
                SELECT event.partner_id,
                       min(event_date) FILTER (WHERE is_purchase)
                           AS first_purchase_date,
                       max(event_date) FILTER (WHERE is_purchase)
                           AS last_purchase_date,
                       count(*) FILTER (WHERE is_purchase) AS purchase_count,
                       count(DISTINCT event_date) FILTER (WHERE is_purchase)
                           AS purchase_days,
                       count(DISTINCT event_date)
                           FILTER (WHERE is_purchase AND %(recent)s)
                           AS window_purchase_days,
                       count(*) FILTER (WHERE is_purchase AND event_date >= %(early)s)
                           AS trend_purchases,
                       sum(amount) AS revenue,
                       sum(amount) FILTER (WHERE NOT is_purchase) AS refunds,
                       sum(margin - amount * %(rate)s) AS margin,
                       sum(amount) FILTER (WHERE %(recent)s) AS window_revenue,
                       sum(margin - amount * %(rate)s) FILTER (WHERE %(recent)s)
                           AS window_margin,
                       sum(amount) FILTER (WHERE event_date >= %(late)s)
                           AS late_revenue,
                       sum(amount) FILTER (
                           WHERE event_date >= %(early)s AND event_date < %(late)s)
                           AS early_revenue
                  FROM (%(events)s) AS event
                 WHERE event.event_date <= %(today)s AND %(asked)s
                 GROUP BY event.partner_id
              ) AS entity
            """,
            money=SQL(", ").join(self._select_money(task)),
            rate=self._get_margin_rate(task.policy),
            events=events[task.policy.revenue_source],
            today=task.today,
            recent=SQL("event_date >= %(day)s", day=window) if months else SQL("TRUE"),
            late=late,
            early=early,
            asked=self._get_asked(task, SQL.identifier("event", "partner_id")),
        )

    @api.model
    def _get_day_after(self, today, months):
        """Return the first day of the last ``months`` up to ``today``."""
        return today - relativedelta(months=months) + relativedelta(days=1)

    @api.model
    def _get_margin_rate(self, policy):
        """Return the policy's margin of unknown sales as a share, exact in SQL."""
        return SQL("(%(rate)s / 100.0::numeric)", rate=str(policy.margin_rate))

    @api.model
    def _select_money(self, task):
        digits = task.company.currency_id.decimal_places
        rate = self._get_margin_rate(task.policy)
        amounts = {
            name: SQL("COALESCE(%(sum)s, 0)", sum=SQL.identifier("entity", name))
            for name in SUMS
            if name.endswith(("revenue", "refunds", "margin"))
        }
        for margin, revenue in (
            ("margin", "revenue"),
            ("window_margin", "window_revenue"),
        ):
            amounts[margin] = SQL(
                "%(known)s + %(revenue)s * %(rate)s",
                known=amounts[margin],
                revenue=amounts[revenue],
                rate=rate,
            )
        for name, amount in amounts.items():
            yield SQL(
                "round(%(amount)s, %(digits)s) AS %(name)s",
                amount=amount,
                digits=digits,
                name=SQL.identifier(name),
            )

    @api.model
    def _get_asked(self, task, column):
        """Return the SQL that keeps the customers of the task and their contacts."""
        if task.partner_ids is None:
            return SQL("TRUE")
        return SQL(
            """%(column)s IN (SELECT id FROM res_partner
                WHERE commercial_partner_id = ANY(%(partner_ids)s))""",
            column=column,
            partner_ids=task.partner_ids,
        )

    @api.model
    def _roll_up_moved(self):
        """Add up entities that belong to another commercial partner by now.

        They are few; a day on which two of them bought counts twice.
        """
        sums = SQL(", ").join(
            SQL("sum(%(name)s)", name=SQL.identifier(name)) for name in SUMS
        )
        self.env.cr.execute(
            SQL(
                """
                WITH moved AS (
                    SELECT partner.id, partner.commercial_partner_id AS customer_id
                      FROM crm_night_fact fact
                      JOIN res_partner partner ON partner.id = fact.partner_id
                     WHERE partner.commercial_partner_id <> partner.id
                ), taken AS (
                    DELETE FROM crm_night_fact fact
                     USING res_partner partner
                     WHERE partner.id = fact.partner_id
                       AND partner.commercial_partner_id IN (
                           SELECT customer_id FROM moved)
                    RETURNING fact.*, partner.commercial_partner_id AS customer_id
                )
                INSERT INTO crm_night_fact (partner_id, first_purchase_date,
                                            last_purchase_date, %(names)s)
                SELECT customer_id, min(first_purchase_date), max(last_purchase_date),
                       %(sums)s
                  FROM taken
                 GROUP BY customer_id
                """,
                names=SQL(", ").join(map(SQL.identifier, SUMS)),
                sums=sums,
            )
        )

    @api.model
    def _add_everyone(self, task):
        """Add who has a profile without purchases; leave out the company's users."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_night_fact fact
                 USING res_users login
                 WHERE login.partner_id = fact.partner_id AND NOT login.share
                   AND NOT EXISTS (
                       SELECT FROM crm_customer_profile profile
                        WHERE profile.partner_id = fact.partner_id
                          AND profile.company_id = %(company_id)s);
                INSERT INTO crm_night_fact (partner_id, %(names)s)
                SELECT everyone.partner_id, %(zeros)s
                  FROM (%(everyone)s) AS everyone
                 WHERE NOT EXISTS (
                       SELECT FROM crm_night_fact fact
                        WHERE fact.partner_id = everyone.partner_id)
                 GROUP BY everyone.partner_id
                """,
                company_id=task.company.id,
                names=SQL(", ").join(map(SQL.identifier, SUMS)),
                zeros=SQL(", ").join([SQL("0")] * len(SUMS)),
                everyone=self._get_everyone_query(task),
            )
        )

    @api.model
    def _get_everyone_query(self, task):
        """Return who is a customer without purchases: leads and former customers."""
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id
              FROM crm_lead document
              JOIN res_partner partner ON partner.id = document.partner_id
             WHERE document.active AND document.won_status = 'pending'
               AND %(belongs)s AND %(asked_lead)s
               AND partner.commercial_partner_id NOT IN (
                   SELECT partner_id FROM res_users WHERE NOT share)
             UNION ALL
            SELECT profile.partner_id FROM crm_customer_profile profile
             WHERE profile.company_id = %(company_id)s AND %(asked_profile)s
            """,
            company_id=task.company.id,
            belongs=self.env["crm.lead"]._get_profile_company_sql(task.company),
            asked_lead=self._get_asked(task, SQL.identifier("partner", "id")),
            asked_profile=self._get_asked(
                task, SQL.identifier("profile", "partner_id")
            ),
        )
