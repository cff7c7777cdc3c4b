# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

JOB = "night"
LOCK = 1_907_041  # first key of the advisory lock; the second is the company
FIFTHS = (0.2, 0.4, 0.6, 0.8)
POINTS_PER_FIFTH = 25.0  # the lowest fifth gives 0 points, the best one 100
MONEY_COLUMNS = (
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
)
SCORE_COLUMNS = (
    "clv",
    "score",
    "contributions",
    "recency_score",
    "frequency_score",
    "monetary_score",
)


class Task(NamedTuple):
    """What is to be scored: a company's customers as of a day, under a policy."""

    company: Any
    policy: Any
    today: Any
    run_id: int | None = None
    partner_ids: list | None = None  # None: everybody


class CrmValueNight(models.AbstractModel):
    """Scores the customers of a company, in SQL, and writes only who moved.

    facts → metrics (one aggregate) → cut points → fifths and score → bounds of the
    tiers → one upsert with its change rows. One customer goes the same way with
    the cut points and bounds of last night.
    """

    _name = "crm.value.night"
    _inherit = ["crm.value.ranking"]
    _description = "Nightly scoring of customers"

    # -------------------------------------------------------------------- doors

    @api.model
    def _get_today(self, company, now=None):
        """Return the date it is for ``company`` at ``now`` (naive UTC)."""
        now = now or fields.Datetime.now()
        zone = ZoneInfo(company.partner_id.tz or "UTC")
        return now.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()

    @api.model
    def _cron_night(self):
        """Score every company that was not scored today; one step each."""
        cron = self.env["ir.cron"]
        companies = self.env["crm.value.policy"].search([("state", "=", "active")])
        companies = companies.company_id
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            today = self._get_today(company)
            if not self.env["crm.run"]._is_done(JOB, company, today):
                self._run_safely(company, today)
            if not cron._commit_progress(1):
                break
        self.env.ref("crm_lifecycle.ir_cron_dispatch")._trigger()

    @api.model
    def _run_safely(self, company, today):
        """Run one company; a failure is kept in the run log and stops nobody else."""
        profiles = self.env["crm.customer.profile"]
        try:
            self.env["crm.run"]._run_retried(
                lambda: profiles._run_night(company, today)
            )
        except Exception as error:
            _logger.exception("The night of %s failed", company.name)
            self.env.cr.rollback()
            self.env["crm.run"]._log_failure(
                JOB, company, today, f"{type(error).__name__}: {error}"
            )

    @api.model
    def _run_for_company(self, company, today):
        """Score everybody in ``company`` as of ``today``; return the ``crm.run``.

        :raise ConcurrencyError: somebody else scores this company right now
        """
        policy = self.env["crm.value.policy"]._get_active(company)
        run = self.env["crm.run"].create(
            {"job": JOB, "company_id": company.id, "run_date": today}
        )
        if not policy:
            run.write(
                {
                    "state": "skipped",
                    "error": self.env._("There is no active tier policy."),
                }
            )
            return run
        if not self._try_lock(company):
            raise ConcurrencyError(
                self.env._("The customers of this company are being scored.")
            )
        with run._measured():
            self._absorb_moved_contacts(company)
            task = Task(company, policy, today, run.id)
            run.write(self._score(task, self._calibrate))
        return run

    @api.model
    def _run_for_partners(self, company, partners, today):
        """Score some customers with last night's cut points, or queue them.

        :return: True when they were scored, False when they have to wait
        """
        policy = self.env["crm.value.policy"]._get_active(company)
        if not policy:
            return False
        if not self._try_lock(company):
            self._queue(company, partners)
            return False
        if not policy.calibration:
            self._run_for_company(company, today)
        else:
            ids = partners.commercial_partner_id.ids
            task = Task(company, policy, today, partner_ids=ids)
            self._score(task, lambda task: policy.calibration)
        self._link_documents(company)
        self.env.ref("crm_lifecycle.ir_cron_dispatch")._trigger()
        return True

    @api.model
    def _queue(self, company, partners):
        profiles = self.env["crm.customer.profile"].search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", partners.commercial_partner_id.ids),
            ]
        )
        soon = fields.Datetime.now() + timedelta(minutes=1)
        self.env["crm.due"]._schedule("rescore", company, profiles, soon)

    @api.model
    def _try_lock(self, company):
        """Take the company's scoring lock for this transaction, without waiting."""
        ((is_free,),) = self.env.execute_query(
            SQL(
                "SELECT pg_try_advisory_xact_lock(%(lock)s, %(company_id)s)",
                lock=LOCK,
                company_id=company.id,
            )
        )
        return is_free

    # -------------------------------------------------------------------- steps

    @api.model
    def _score(self, task, get_calibration):
        """Run the pipeline for ``task``; return the counts for the run log."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DROP TABLE IF EXISTS crm_night_metric, crm_night_score")
        )
        self._collect_metrics(task)
        calibration = get_calibration(task)
        if not self._has_score_table():
            self._make_score_table(task, calibration["cut_points"])
        counts = self._write_movers(task, calibration["bounds"])
        self.env.invalidate_all()
        return counts

    @api.model
    def _has_score_table(self):
        ((name,),) = self.env.execute_query(
            SQL("SELECT to_regclass('pg_temp.crm_night_score')")
        )
        return bool(name)

    @api.model
    def _calibrate(self, task):
        """Find tonight's cut points and bounds and keep them on the policy."""
        cut_points = self._find_cut_points()
        self._make_score_table(task, cut_points)
        self.env.cr.execute(
            SQL(
                """
                DROP TABLE IF EXISTS crm_night_curve;
                CREATE TEMPORARY TABLE crm_night_curve ON COMMIT DROP AS %(curve)s
                """,
                curve=self._get_curve(SQL("crm_night_score AS score")),
            )
        )
        curve = SQL("SELECT * FROM crm_night_curve")
        bounds = self._find_bounds(task.policy, curve)
        calibration = {"cut_points": cut_points, "bounds": bounds}
        if task.policy.calibration != calibration:
            task.policy.calibration = calibration
            self.env.flush_all()
        return calibration

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
                money=SQL(", ").join(self._get_money_columns(task.company)),
                metrics=SQL().join(self._get_metric_column(name) for name in metrics),
                joins=SQL(" ").join(joins),
            )
        )

    @api.model
    def _get_money_columns(self, company):
        digits = company.currency_id.decimal_places
        money = ("revenue", "refunds", "margin", "window_revenue", "window_margin")
        for name in MONEY_COLUMNS:
            column = SQL.identifier("customer", name)
            if name.endswith("_date"):
                yield column
            elif name in money:
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
                   sum(COALESCE(entity.known_margin, 0)
                       + COALESCE(entity.unknown, 0) * %(rate)s) AS margin,
                   sum(entity.window_revenue) AS window_revenue,
                   sum(COALESCE(entity.window_known_margin, 0)
                       + COALESCE(entity.window_unknown, 0) * %(rate)s)
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
                       sum(margin) AS known_margin,
                       sum(amount) FILTER (WHERE margin IS NULL) AS unknown,
                       sum(amount) FILTER (WHERE %(recent)s) AS window_revenue,
                       sum(margin) FILTER (WHERE %(recent)s) AS window_known_margin,
                       sum(amount) FILTER (WHERE margin IS NULL AND %(recent)s)
                           AS window_unknown,
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
                  FROM crm_lead lead
                  JOIN res_partner partner ON partner.id = lead.partner_id
                 WHERE lead.active AND lead.won_status = 'pending'
                   AND (lead.company_id = %(company_id)s OR lead.company_id IS NULL)
                   AND %(asked_lead)s
            ) AS found
             WHERE found.partner_id NOT IN (
                   SELECT partner_id FROM res_users WHERE NOT share)
             UNION
            SELECT profile.partner_id FROM crm_customer_profile profile
             WHERE profile.company_id = %(company_id)s AND %(asked_profile)s
            """,
            company_id=task.company.id,
            asked_lead=self._get_asked(task, SQL.identifier("partner", "id")),
            asked_profile=self._get_asked(
                task, SQL.identifier("profile", "partner_id")
            ),
        )

    @api.model
    def _get_metric_expressions(self):
        """Return ``{metric: SQL over crm_night_metric}``; more is better.

        Metrics are weighted in the score card or make up RFM. Extend together with
        ``crm.value.policy.weight._get_metric_selection``.
        """
        spent = SQL("window_revenue::float8")
        days = SQL("window_purchase_days::float8")
        return {
            "revenue": spent,
            "profit": SQL("window_margin::float8"),
            "tenure": SQL("(DATE '2100-01-01' - first_purchase_date)::float8"),
            "loyalty": days,
            "recency": SQL("(last_purchase_date - DATE '1900-01-01')::float8"),
            "frequency": days,
            "monetary": spent,
        }

    @api.model
    def _find_cut_points(self):
        """Return ``{metric: four cut points}``: the quintiles of who ever bought."""
        expressions = self._get_metric_expressions()
        columns = [
            SQL(
                "percentile_disc(%(fifths)s) WITHIN GROUP (ORDER BY %(expression)s)",
                fifths=list(FIFTHS),
                expression=expression,
            )
            for expression in expressions.values()
        ]
        (row,) = self.env.execute_query(
            SQL(
                "SELECT %(columns)s FROM crm_night_metric WHERE purchase_count > 0",
                columns=SQL(", ").join(columns),
            )
        )
        return dict(zip(expressions, row, strict=True))

    @api.model
    def _get_fifth(self, expression, cut_points):
        """Return the SQL of the fifth, 1 to 5, in which a value lies.

        One more for every cut point that lies strictly below the value: equal
        values share a fifth, and who is in fifth *n* has at least (n - 1) × 20 % of
        the customers strictly below.
        """
        steps = [
            SQL(
                "COALESCE((%(expression)s > %(cut)s)::int, 0)",
                expression=expression,
                cut=cut,
            )
            for cut in cut_points or []
        ]
        return SQL(" + ").join([SQL("1"), *steps])

    @api.model
    def _make_score_table(self, task, cut_points):
        """Turn metrics into fifths, contributions and the score."""
        expressions = self._get_metric_expressions()
        weights = task.policy.weight_ids
        total = sum(weights.mapped("weight")) or 1.0
        fifths = [
            SQL(
                ", %(fifth)s AS %(name)s",
                fifth=self._get_fifth(expression, cut_points.get(metric)),
                name=SQL.identifier(f"fifth_{metric}"),
            )
            for metric, expression in expressions.items()
        ]
        points = {
            row.metric: SQL(
                "round(((%(fifth)s - 1) * %(factor)s)::numeric, 2)",
                fifth=SQL.identifier(f"fifth_{row.metric}"),
                factor=POINTS_PER_FIFTH * row.weight / total,
            )
            for row in weights
        }
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE crm_night_score ON COMMIT DROP AS
                SELECT scored.*, %(rank_value)s AS rank_value
                  FROM (
                    SELECT metric.*,
                           metric.margin AS clv,
                           (%(score)s)::float8 AS score,
                           jsonb_build_object(%(contributions)s) AS contributions,
                           fifth_recency AS recency_score,
                           fifth_frequency AS frequency_score,
                           fifth_monetary AS monetary_score
                      FROM (SELECT * %(fifths)s FROM crm_night_metric) AS metric
                  ) AS scored
                """,
                rank_value=self._get_rank_value(task.policy),
                score=SQL(" + ").join([SQL("0"), *points.values()]),
                contributions=SQL(", ").join(
                    SQL("%(metric)s, %(points)s", metric=metric, points=value)
                    for metric, value in points.items()
                ),
                fifths=SQL().join(fifths),
            )
        )

    # ----------------------------------------------------------------- writing

    @api.model
    def _get_written_columns(self, task):
        """Return the columns of the profile that the night owns."""
        metrics = self.env["crm.customer.profile"]._get_metric_queries(
            task.company, task.today
        )
        return [*MONEY_COLUMNS, *SCORE_COLUMNS, *metrics, "tier_id", "policy_id"]

    @api.model
    def _write_movers(self, task, bounds):
        """Insert new profiles, update changed ones, and write down who moved.

        One statement, so the history can never differ from the profiles. The
        unchanged are not touched: an unchanged night writes no row version.
        """
        names = self._get_written_columns(task)
        values = SQL(", ").join(SQL.identifier("mover", name) for name in names)
        self.env.cr.execute(
            SQL(
                """
                WITH tiered AS (
                    SELECT score.*, %(tier)s AS tier_id, %(policy_id)s AS policy_id
                      FROM crm_night_score AS score
                ), mover AS (
                    SELECT tiered.*, former.id AS former_id,
                           former.tier_id AS former_tier_id
                      FROM tiered
                      LEFT JOIN crm_customer_profile former
                        ON former.partner_id = tiered.partner_id
                       AND former.company_id = %(company_id)s
                     WHERE former.id IS NULL
                        OR (%(former)s) IS DISTINCT FROM (%(present)s)
                ), written AS (
                    INSERT INTO crm_customer_profile AS profile
                           (partner_id, company_id, create_uid, create_date,
                            write_uid, write_date, %(names)s)
                    SELECT mover.partner_id, %(company_id)s, %(uid)s, %(now)s,
                           %(uid)s, %(now)s, %(values)s
                      FROM mover
                    ON CONFLICT (partner_id, company_id) DO UPDATE
                       SET write_uid = excluded.write_uid,
                           write_date = excluded.write_date, %(updates)s
                    RETURNING profile.id, profile.partner_id
                ), changed AS (
                    INSERT INTO crm_profile_change
                           (profile_id, company_id, kind, change_date, from_tier_id,
                            to_tier_id, direction, reasons, policy_id, run_id,
                            dispatched, create_uid, create_date)
                    SELECT written.id, %(company_id)s, 'tier', %(today)s,
                           score.former_tier_id, score.tier_id, %(direction)s,
                           jsonb_build_object(
                               'score', score.score,
                               'contributions', score.contributions,
                               'criteria', %(reasons)s),
                           %(policy_id)s, %(run_id)s,
                           score.former_id IS NULL, %(uid)s, %(now)s
                      FROM mover AS score
                      JOIN written ON written.partner_id = score.partner_id
                     WHERE score.former_tier_id IS DISTINCT FROM score.tier_id
                    RETURNING from_tier_id
                )
                SELECT (SELECT count(*) FROM tiered) AS customers,
                       count(*) FILTER (WHERE former_id IS NULL) AS created,
                       count(*) FILTER (WHERE former_id IS NOT NULL) AS updated,
                       (SELECT count(*) FROM changed
                         WHERE from_tier_id IS NOT NULL) AS moved
                  FROM mover
                """,
                tier=self._get_tier_case(task.policy, bounds, task.today),
                policy_id=task.policy.id,
                company_id=task.company.id,
                former=SQL(", ").join(SQL.identifier("former", n) for n in names),
                present=SQL(", ").join(SQL.identifier("tiered", n) for n in names),
                names=SQL(", ").join(map(SQL.identifier, names)),
                values=values,
                updates=SQL(", ").join(
                    SQL(
                        "%(name)s = %(value)s",
                        name=SQL.identifier(name),
                        value=SQL.identifier("excluded", name),
                    )
                    for name in names
                ),
                uid=self.env.uid,
                now=fields.Datetime.now(),
                today=task.today,
                direction=self._get_direction(),
                reasons=self._get_reasons_sql(task.policy, bounds, task.today),
                run_id=task.run_id,
            )
        )
        return self.env.cr.dictfetchone()

    @api.model
    def _get_direction(self):
        return SQL(
            """CASE
                WHEN score.former_tier_id IS NULL THEN 'first'
                WHEN (SELECT sequence FROM crm_value_tier WHERE id = score.tier_id)
                   < (SELECT sequence FROM crm_value_tier
                       WHERE id = score.former_tier_id) THEN 'up'
                ELSE 'down' END"""
        )

    @api.model
    def _link_documents(self, company):
        """Link documents that are older than their customer's profile."""
        for name in self.env["crm.customer.profile"]._get_profile_link_models():
            model = self.env[name]
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s AS document SET profile_id = profile.id
                      FROM res_partner partner
                      JOIN crm_customer_profile profile
                        ON profile.partner_id = partner.commercial_partner_id
                       AND profile.company_id = %(company_id)s
                     WHERE document.profile_id IS NULL
                       AND document.partner_id = partner.id
                       AND %(belongs)s
                    """,
                    table=SQL.identifier(model._table),
                    company_id=company.id,
                    belongs=model._get_profile_company_sql(company),
                )
            )
            model.invalidate_model(["profile_id"])

    @api.model
    def _absorb_moved_contacts(self, company):
        """Hand over what belongs to a customer that became part of another one."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT profile.id
                  FROM crm_customer_profile profile
                  JOIN res_partner partner ON partner.id = profile.partner_id
                 WHERE profile.company_id = %(company_id)s
                   AND partner.commercial_partner_id <> partner.id
                """,
                company_id=company.id,
            )
        )
        for profile in self.env["crm.customer.profile"].browse(row[0] for row in rows):
            profile._absorb_into(profile.partner_id.commercial_partner_id)
