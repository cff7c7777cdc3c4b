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
        groups need no sorting. An amount is added up once, in the period it lies in.
        """
        events = self.env["crm.customer.profile"]._get_event_queries(task.company)
        periods = self._get_periods(task)
        return SQL(
            """
            SELECT entity.partner_id,
                   days[1] AS first_purchase_date,
                   days[cardinality(days)] AS last_purchase_date,
                   entity.purchase_count::int,
                   COALESCE(cardinality(days), 0) AS purchase_days,
                   COALESCE(cardinality(days) - %(earlier_days)s, 0)
                       AS window_purchase_days,
                   entity.trend_purchases::int,
                   %(money)s
              FROM (
                SELECT event.partner_id,
                       array_agg(DISTINCT event_date) FILTER (WHERE is_purchase)
                           AS days,
                       count(*) FILTER (WHERE is_purchase) AS purchase_count,
                       count(*) FILTER (WHERE event_date >= %(early)s AND is_purchase)
                           AS trend_purchases,
                       sum(amount) FILTER (WHERE NOT is_purchase) AS refunds,
                       %(sums)s
                  FROM (%(events)s) AS event
                 WHERE event.event_date <= %(today)s AND %(asked)s
                 GROUP BY event.partner_id
              ) AS entity
            """,
            earlier_days=self._count_days_before(periods["window"]),
            money=SQL(", ").join(self._select_money(task, periods)),
            early=periods["early"],
            sums=self._select_named(self._get_period_sums(task, periods)),
            events=events[task.policy.revenue_source],
            today=task.today,
            asked=condition,
        )

    @api.model
    def _get_periods(self, task):
        """Return the first day of each period that figures are counted from.

        ``window`` is None where everything counts.
        """
        months = task.policy.window_months
        return {
            "window": self._get_day_after(task.today, months) if months else None,
            "early": self._get_day_after(task.today, 2 * TREND_MONTHS),
            "late": self._get_day_after(task.today, TREND_MONTHS),
        }

    @api.model
    def _get_starts(self, periods):
        """Return the days between which no period begins or ends, None for ever."""
        return [None, *sorted({day for day in periods.values() if day})]

    @api.model
    def _count_days_before(self, day):
        """Return the SQL of how many of ``days``, in order, lie before ``day``."""
        if day is None:
            return SQL("0")
        return SQL("width_bucket(%(last)s, days)", last=day - relativedelta(days=1))

    @api.model
    def _get_period_sums(self, task, periods):
        """Return the sums of amounts, and of margins, between two starts.

        Where a margin is unknown the policy's rate counts: the margins sum what the
        known ones differ from it.
        """
        amounts = {
            "amount": SQL("amount"),
            "margin": SQL(
                "margin - amount * %(rate)s", rate=self._get_margin_rate(task.policy)
            ),
        }
        starts = self._get_starts(periods)
        return {
            f"{name}_{place}": SQL(
                "sum(%(amount)s) FILTER (WHERE %(is_inside)s)",
                amount=amount,
                is_inside=self._get_inside(start, end),
            )
            for name, amount in amounts.items()
            for place, (start, end) in enumerate(pairwise([*starts, None]))
        }

    @api.model
    def _get_inside(self, start, end):
        """Return the SQL of whether an event lies from ``start`` to before ``end``."""
        conditions = [
            start and SQL("event_date >= %(day)s", day=start),
            end and SQL("event_date < %(day)s", day=end),
        ]
        return SQL(" AND ").join(filter(None, conditions))

    @api.model
    def _get_day_after(self, today, months):
        """Return the first day of the last ``months`` up to ``today``."""
        return today - relativedelta(months=months) + relativedelta(days=1)

    @api.model
    def _get_margin_rate(self, policy):
        """Return the policy's margin of unknown sales as a share, exact in SQL."""
        return SQL("(%(rate)s / 100.0::numeric)", rate=str(policy.margin_rate))

    @api.model
    def _select_money(self, task, periods):
        starts = self._get_starts(periods)

        def add_up(name, start, end=None):
            places = range(
                starts.index(start), starts.index(end) if end else len(starts)
            )
            sums = [SQL.identifier("entity", f"{name}_{place}") for place in places]
            return SQL(" + ").join(
                SQL("COALESCE(%(sum)s, 0)", sum=sum_) for sum_ in sums
            )

        amounts = {
            "revenue": add_up("amount", None),
            "refunds": SQL("COALESCE(entity.refunds, 0)"),
            "window_revenue": add_up("amount", periods["window"]),
            "late_revenue": add_up("amount", periods["late"]),
            "early_revenue": add_up("amount", periods["early"], periods["late"]),
        }
        for margin, start in (("margin", None), ("window_margin", periods["window"])):
            amounts[margin] = SQL(
                "%(known)s + (%(revenue)s) * %(rate)s",
                known=add_up("margin", start),
                revenue=amounts[MARGINS[margin]],
                rate=self._get_margin_rate(task.policy),
            )
        for name in MONEY:
            yield SQL(
                "round(%(amount)s, %(digits)s) AS %(name)s",
                amount=amounts[name],
                digits=task.company.currency_id.decimal_places,
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
