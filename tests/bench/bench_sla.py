# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Clocks of tickets against the same tickets without clocks, and against raw SQL.

- ``ticket_create`` creates 1,000 tickets with 3 clocks each in one batch, as people do:
  with the messages that Odoo writes about it. The limit is the same without our
  clocks. ``queries`` are what the clocks add to a batch.
- ``stage_write`` moves 1,000 tickets to a waiting stage; ``single`` is the ratio when
  they are moved one by one in one warm transaction, ``single_ms`` what one takes then.
- ``recompute`` counts 100,000 open clocks anew after a calendar changed. The limit is
  the raw SQL of the same arithmetic; ``times_plan_hours`` tells how much faster a clock
  is than by ``resource.calendar.plan_hours``, ``differing`` how many of 1,000 deadlines
  are another minute.
- ``oracle`` compares 10,000 random lives of clocks with the count of every minute.
"""

import random
import sys
from datetime import datetime, timedelta
from unittest.mock import patch

import harness

from odoo.tools import SQL

TICKETS = 1000
SINGLES = 50
CLOCKS = 100_000
SAMPLE = 1000
CASES = 10_000
DAYS = 8
NOW = datetime(2026, 6, 30, 9, 0)
MINUTES = 960
FILL = """
INSERT INTO helpdesk_ticket (name, description, number, company_id, active, create_date)
SELECT 'Bench', 'Bench', 'B/' || n, %(company_id)s, TRUE, now()
  FROM generate_series(1, %(clocks)s) AS n;
INSERT INTO crm_ticket_span (ticket_id, company_id, kind, date_from)
SELECT id, company_id, 'run', %(now)s::timestamp
       - (abs(hashint8(id)) %% 30000) * interval '1 minute'
  FROM helpdesk_ticket WHERE number LIKE 'B/%%';
INSERT INTO crm_sla_clock (ticket_id, company_id, metric, state, target_minutes,
       started_at, counted_from, carried_minutes, used_minutes)
SELECT ticket_id, company_id, 'solved', 'paused', %(minutes)s + ticket_id %% 3000,
       date_from, date_from, 0, 0
  FROM crm_ticket_span WHERE ticket_id IN (
       SELECT id FROM helpdesk_ticket WHERE number LIKE 'B/%%');
ANALYZE helpdesk_ticket; ANALYZE crm_ticket_span; ANALYZE crm_sla_clock
"""
INTERVALS = """
CREATE TEMP TABLE bench_interval AS
SELECT row_number() OVER (ORDER BY start) AS place, start, stop,
       coalesce(sum(stop - start) OVER (ORDER BY start
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::int8 AS before
  FROM unnest(%s::int8[], %s::int8[]) AS row (start, stop);
ANALYZE bench_interval
"""
RAW = """
WITH edges AS (
  SELECT array_agg(start ORDER BY place) AS starts,
         array_agg(before ORDER BY place) AS befores FROM bench_interval
), begun AS (
  SELECT clock.id, clock.target_minutes * 60 AS target,
         extract(epoch FROM clock.counted_from)::int8 AS at, edges.befores,
         width_bucket(extract(epoch FROM clock.counted_from)::int8, edges.starts)
         AS place
    FROM crm_sla_clock clock CROSS JOIN edges WHERE clock.ended_at IS NULL
), goal AS (
  SELECT begun.id, begun.befores,
         interval.before + least(begun.at, interval.stop) - interval.start
         + begun.target AS goal
    FROM begun JOIN bench_interval interval ON interval.place = begun.place
)
UPDATE crm_sla_clock clock
   SET used_minutes = 0, running_since = clock.counted_from, state = 'running',
       deadline = to_timestamp(interval.start + goal.goal - interval.before)
                  AT TIME ZONE 'UTC',
       next_due = to_timestamp(interval.start + goal.goal - interval.before)
                  AT TIME ZONE 'UTC'
  FROM goal JOIN bench_interval interval
    ON interval.place = width_bucket(goal.goal - 1, goal.befores)
 WHERE clock.id = goal.id
"""


def make_policy(env):
    """Give all tickets three clocks; return the stages to run, wait and solve in."""
    targets = [
        (0, 0, {"metric": metric, "target_minutes": MINUTES})
        for metric in ("first_reply", "taken", "solved")
    ]
    env["crm.sla.policy"].create(
        {"name": "Bench", "company_id": False, "target_ids": targets}
    )
    stages = env["helpdesk.ticket.stage"]
    return stages.create(
        [
            {"name": "Bench " + effect, "sla_effect": effect, "company_id": False}
            for effect in ("run", "wait")
        ]
    )


def create_tickets(env, stage, number=TICKETS):
    """Create tickets in one batch, and write them."""
    tickets = env["helpdesk.ticket"].create(
        [
            {"name": "Bench", "description": "Bench", "stage_id": stage.id}
            for _number in range(number)
        ]
    )
    env.cr.flush()
    return tickets


def without_clocks(env):
    """Leave the clocks out of what follows."""
    model = type(env["helpdesk.ticket"])
    return patch.object(model, "_keep_service", lambda *_args, **_options: None)


def move(tickets, stage, singly=False):
    """Move tickets to a stage, together or one by one."""
    for found in tickets if singly else [tickets]:
        found.write({"stage_id": stage.id})
        found.env.cr.flush()


def best_of(env, action, prepare=None, runs=3):
    """Return the median seconds with and without clocks, in turn, and the queries."""
    seconds, queries = {True: [], False: []}, {}
    for _run in range(runs):
        for has_clocks in (True, False):
            found = prepare() if prepare else None
            env.flush_all()
            before = env.cr.sql_log_count
            if has_clocks:
                taken = harness.seconds_of(lambda found=found: action(found))
            else:
                with without_clocks(env):
                    taken = harness.seconds_of(lambda found=found: action(found))
            seconds[has_clocks].append(taken)
            queries[has_clocks] = env.cr.sql_log_count - before
    with_clocks, bare = (sorted(seconds[key])[runs // 2] for key in (True, False))
    return with_clocks, bare, queries[True] - queries[False]


def bench_tickets(env):
    """Measure creating tickets and moving them."""
    runs, waits = make_policy(env)
    create_tickets(env, runs)
    for table in ("helpdesk_ticket", "crm_ticket_span", "crm_sla_clock"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    seconds, bare, queries = best_of(env, lambda _none: create_tickets(env, runs))
    harness.report("ticket_create", TICKETS, seconds, bare, queries=queries)
    seconds, bare, queries = best_of(
        env, lambda found: move(found, waits), lambda: create_tickets(env, runs)
    )
    one, bare_one, _queries = best_of(
        env,
        lambda found: move(found, waits, singly=True),
        lambda: create_tickets(env, runs, SINGLES),
    )
    harness.report(
        "stage_write",
        TICKETS,
        seconds,
        bare,
        queries=queries,
        single=round(one / bare_one, 3),
        single_ms=round(one / SINGLES * 1000, 1),
        single_bare_ms=round(bare_one / SINGLES * 1000, 1),
    )


def bench_recompute(registry):
    """Measure counting all open clocks anew."""
    with harness.environment(registry) as env:
        company = env.company
        company.resource_calendar_id.tz = "Europe/Berlin"
        with harness.bulk_load(env.cr, "helpdesk_ticket"):
            env.cr.execute(
                FILL,
                {
                    "company_id": company.id,
                    "clocks": CLOCKS,
                    "now": NOW,
                    "minutes": MINUTES,
                },
            )
    first = NOW - timedelta(days=30)
    clocks = SQL("clock.ended_at IS NULL AND clock.company_id = %s", company.id)

    def recount(env):
        env.registry.clear_cache()
        env["crm.sla.clock"]._recount(clocks, NOW)

    seconds = [measured(registry, recount, keep=run == 2) for run in range(3)]
    with harness.environment(registry) as env:
        calendar = env.company.resource_calendar_id
        hours = env["crm.working.time"]._get_working_time(
            calendar, env.company, first, NOW
        )
        differing, planned = compare_with_core(env, calendar)

    def raw(env):
        env.cr.execute(INTERVALS, [hours.starts.tolist(), hours.ends.tolist()])
        env.cr.execute(RAW)

    limits = [measured(registry, raw, keep=False) for _run in range(3)]
    taken = sorted(seconds)[1]
    harness.report(
        "recompute",
        CLOCKS,
        taken,
        sorted(limits)[1],
        times_plan_hours=round(planned / SAMPLE / (taken / CLOCKS), 1),
        differing=differing,
    )


def measured(registry, action, keep):
    """Return the seconds of ``action(env)`` in a transaction of its own."""
    with registry.cursor() as cursor:
        env = harness.odoo.api.Environment(cursor, harness.odoo.SUPERUSER_ID, {})
        seconds = harness.seconds_of(lambda: action(env))
        if not keep:
            cursor.rollback()
    return seconds


def compare_with_core(env, calendar):
    """Return how many of a sample differ from ``plan_hours``, and its seconds."""
    sample = env["crm.sla.clock"].search(
        [("ended_at", "=", False), ("metric", "=", "solved")], limit=SAMPLE
    )
    asked = [
        (clock.target_minutes / 60, clock.counted_from, clock.deadline)
        for clock in sample
    ]
    found = []

    def plan():
        found.extend(
            calendar.plan_hours(hours, start, compute_leaves=True)
            for hours, start, _deadline in asked
        )

    seconds = harness.seconds_of(plan)
    return sum(
        abs((core - deadline).total_seconds()) >= 60
        for core, (_hours, _start, deadline) in zip(found, asked, strict=True)
    ), seconds


def bench_oracle():
    """Compare random lives of clocks with the count of every minute."""
    from odoo.addons.crm_lifecycle.tests import sla_oracle, sla_oracle_cases

    rng = random.Random(1)
    hours = [
        sla_oracle.Hours.make(rng, zone, week, DAYS)
        for zone in sla_oracle.ZONES
        for week in sla_oracle.WEEKS
    ]
    found = []
    seconds = harness.seconds_of(
        lambda: found.extend(
            sla_oracle_cases.check_cases(rng, hours, CASES, DAYS * 1440)
        )
    )
    harness.report("oracle", CASES, seconds, None, differing=len(found))


def main():
    import bench_sla_save
    import bench_sla_sweep

    with harness.own_database("sla") as registry:
        with registry.cursor() as cursor:
            env = harness.odoo.api.Environment(cursor, harness.odoo.SUPERUSER_ID, {})
            bench_tickets(env)
            cursor.rollback()
        bench_recompute(registry)
        bench_sla_save.main(registry)
        bench_oracle()
    bench_sla_sweep.main()


if __name__ == "__main__":
    sys.exit(main())
