# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from itertools import pairwise

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ...engine.fact_columns import MARGINS, MONEY

SLICES = 3  # a leader and two workers, PostgreSQL's default
SLICED_FROM = 20_000  # customers; for fewer, starting a process costs more
TREND_MONTHS = 12  # spending of the last months is held against as many before


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
        """Aggregate the events of each customer into ``crm_night_fact``, and what is
        registered besides into ``crm_night_metric``.

        Facts of an earlier task in the same transaction are forgotten.
        """
        self._drop_tables()
        slices = self._get_slices(task)
        facts = [self._get_fact_query(task, condition) for condition in slices]
        self._make_table("crm_night_fact", SQL(" UNION ALL ").join(facts))
        self._roll_up_moved()
        self._add_everyone(task)
        self._make_table("crm_night_metric", self._get_metric_query(task))
        if task.partner_ids is None:
            self._plan_for_everybody()

    @api.model
    def _get_slices(self, task):
        """Return conditions on the events' customers, each for a process of its own.

        PostgreSQL divides no aggregate among processes that counts different days.
        It does divide the parts of a UNION.
        """
        asked = self._get_asked(task, SQL.identifier("event", "partner_id"))
        if task.partner_ids is not None or task.policy.revenue_source != "invoice":
            return [asked]  # other sources find no part of the customers by an index
        ((cuts,),) = self.env.execute_query(
            SQL(
                """
                SELECT percentile_disc(%(parts)s) WITHIN GROUP (ORDER BY partner_id)
                  FROM crm_customer_profile WHERE company_id = %(company_id)s
                HAVING count(*) >= %(least)s
                """,
                parts=[place / SLICES for place in range(1, SLICES)],
                company_id=task.company.id,
                least=SLICED_FROM,
            )
        ) or [(None,)]
        if not cuts:
            return [asked]
        column = SQL.identifier("event", "partner_id")
        return [
            SQL("%(column)s <= %(cut)s", column=column, cut=cuts[0]),
            *(
                SQL(
                    "%(column)s > %(low)s AND %(column)s <= %(high)s",
                    column=column,
                    low=low,
                    high=high,
                )
                for low, high in pairwise(cuts)
            ),
            SQL("%(column)s > %(cut)s", column=column, cut=cuts[-1]),
        ]

    @api.model
    def _get_fact_query(self, task, condition):
        """Return the aggregate of events per invoiced entity, for some customers.

        The events come in the order of ``account_move_customer_revenue``, so the
        groups need no sorting. Where a margin is unknown the policy's rate counts:
        the margins sum what the known ones differ from it. What counts over all time
        is counted before the window and in it, so no event is added up twice.
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
                   (entity.earlier_purchase_days + entity.window_purchase_days)::int
                       AS purchase_days,
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
                       count(DISTINCT event_date)
                           FILTER (WHERE is_purchase AND NOT %(recent)s)
                           AS earlier_purchase_days,
                       count(DISTINCT event_date)
                           FILTER (WHERE is_purchase AND %(recent)s)
                           AS window_purchase_days,
                       count(*) FILTER (WHERE is_purchase AND event_date >= %(early)s)
                           AS trend_purchases,
                       sum(amount) FILTER (WHERE NOT %(recent)s) AS earlier_revenue,
                       sum(amount) FILTER (WHERE NOT is_purchase) AS refunds,
                       sum(margin - amount * %(rate)s) FILTER (WHERE NOT %(recent)s)
                           AS earlier_margin,
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
            asked=condition,
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
        sums = {
            name: SQL("COALESCE(%(sum)s, 0)", sum=SQL.identifier("entity", name))
            for name in (*MONEY, "earlier_revenue", "earlier_margin")
        }
        for name in ("revenue", "margin"):
            sums[name] = SQL(
                "%(earlier)s + %(window)s",
                earlier=sums[f"earlier_{name}"],
                window=sums[f"window_{name}"],
            )
        amounts = {name: sums[name] for name in MONEY}
        for margin, revenue in MARGINS.items():
            amounts[margin] = SQL(
                "%(known)s + (%(revenue)s) * %(rate)s",
                known=sums[margin],
                revenue=sums[revenue],
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
