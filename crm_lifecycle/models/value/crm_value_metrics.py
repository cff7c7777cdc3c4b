# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

MONEY = ("revenue", "refunds", "margin", "window_revenue", "window_margin")


class CrmValueMetrics(models.AbstractModel):
    """From facts to metrics: one aggregate of events per company, nothing stored."""

    _name = "crm.value.metrics"
    _description = "Metrics of customers"

    @api.model
    def _get_money_columns(self):
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
        ]

    @api.model
    def _collect_metrics(self, task):
        """Aggregate the facts of each customer into ``crm_night_metric``."""
        metrics = self.env["crm.customer.profile"]._get_metric_queries(
            task.company, task.today
        )
        joins = [
            SQL(
                "LEFT JOIN (%(query)s) AS %(alias)s"
                " ON %(alias)s.partner_id = everyone.partner_id",
                query=query,
                alias=SQL.identifier(f"metric_{column}"),
            )
            for column, query in metrics.items()
        ]
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE crm_night_metric ON COMMIT DROP AS
                WITH customer AS (%(customer)s),
                everyone AS (%(everyone)s)
                SELECT everyone.partner_id, %(money)s %(metrics)s
                  FROM everyone
                  LEFT JOIN customer ON customer.partner_id = everyone.partner_id
                  %(joins)s
                """,
                customer=self._get_customer_query(task),
                everyone=self._get_everyone_query(task),
                money=SQL(", ").join(self._select_money(task.company)),
                metrics=SQL().join(self._get_metric_column(name) for name in metrics),
                joins=SQL(" ").join(joins),
            )
        )

    @api.model
    def _select_money(self, company):
        digits = company.currency_id.decimal_places
        for name in self._get_money_columns():
            column = SQL.identifier("customer", name)
            if name.endswith("_date"):
                yield column
            elif name in MONEY:
                yield SQL(
                    "round(COALESCE(%(column)s, 0), %(digits)s) AS %(name)s",
                    column=column,
                    digits=digits,
                    name=SQL.identifier(name),
                )
            else:
                yield SQL(
                    "COALESCE(%(column)s, 0)::int AS %(name)s",
                    column=column,
                    name=SQL.identifier(name),
                )

    @api.model
    def _get_metric_column(self, name):
        field = self.env["crm.customer.profile"]._fields[name]
        value = SQL.identifier(f"metric_{name}", "value")
        if field.type == "integer":
            value = SQL("COALESCE(%(value)s, 0)", value=value)
        return SQL(
            ", %(value)s::%(type)s AS %(name)s",
            value=value,
            type=SQL(field.column_type[1]),
            name=SQL.identifier(name),
        )

    @api.model
    def _get_customer_query(self, task):
        """Return the aggregate of events per customer.

        Events are summed per invoiced entity first (in the order of the index) and
        rolled up to the present commercial partner then. Two entities that became
        one count a day on which both bought twice.
        """
        profiles = self.env["crm.customer.profile"]
        events = profiles._get_event_queries(task.company)
        months = task.policy.window_months
        start = task.today - relativedelta(months=months) if months else None
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id,
                   min(entity.first_purchase_date) AS first_purchase_date,
                   max(entity.last_purchase_date) AS last_purchase_date,
                   sum(entity.purchase_count) AS purchase_count,
                   sum(entity.purchase_days) AS purchase_days,
                   sum(entity.revenue) AS revenue,
                   sum(entity.refunds) AS refunds,
                   sum(COALESCE(entity.margin, 0)
                       + (entity.revenue - COALESCE(entity.known, 0)) * %(rate)s)
                       AS margin,
                   sum(entity.window_revenue) AS window_revenue,
                   sum(COALESCE(entity.window_margin, 0)
                       + (COALESCE(entity.window_revenue, 0)
                          - COALESCE(entity.window_known, 0)) * %(rate)s)
                       AS window_margin,
                   sum(entity.window_purchase_days) AS window_purchase_days
              FROM (
                SELECT event.partner_id,
                       min(event_date) FILTER (WHERE is_purchase)
                           AS first_purchase_date,
                       max(event_date) FILTER (WHERE is_purchase)
                           AS last_purchase_date,
                       count(*) FILTER (WHERE is_purchase) AS purchase_count,
                       count(DISTINCT event_date) FILTER (WHERE is_purchase)
                           AS purchase_days,
                       sum(amount) AS revenue,
                       sum(amount) FILTER (WHERE NOT is_purchase) AS refunds,
                       sum(margin) AS margin,
                       sum(amount) FILTER (WHERE margin IS NOT NULL) AS known,
                       sum(amount) FILTER (WHERE %(recent)s) AS window_revenue,
                       sum(margin) FILTER (WHERE %(recent)s) AS window_margin,
                       sum(amount) FILTER (WHERE margin IS NOT NULL AND %(recent)s)
                           AS window_known,
                       count(DISTINCT event_date)
                           FILTER (WHERE is_purchase AND %(recent)s)
                           AS window_purchase_days
                  FROM (%(events)s) AS event
                 WHERE event.event_date <= %(today)s AND %(asked)s
                 GROUP BY event.partner_id
              ) AS entity
              JOIN res_partner partner ON partner.id = entity.partner_id
             GROUP BY partner.commercial_partner_id
            """,
            rate=task.policy.margin_rate / 100.0,
            events=events[task.policy.revenue_source],
            today=task.today,
            recent=SQL("event_date > %(start)s", start=start) if start else SQL("TRUE"),
            asked=self._get_asked(task, SQL.identifier("event", "partner_id")),
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
    def _get_everyone_query(self, task):
        """Return who has a profile: customers, prospects and who had one before."""
        return SQL(
            """
            SELECT found.partner_id FROM (
                SELECT customer.partner_id FROM customer
                 UNION
                SELECT partner.commercial_partner_id
                  FROM crm_lead document
                  JOIN res_partner partner ON partner.id = document.partner_id
                 WHERE document.active AND document.won_status = 'pending'
                   AND %(belongs)s AND %(asked_lead)s
            ) AS found
             WHERE found.partner_id NOT IN (
                   SELECT partner_id FROM res_users WHERE NOT share)
             UNION
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
