# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The sweep over running clocks: its cost follows those that are due, not the total.

A tenth of N clocks and then N of them run, made by SQL; a hundredth of N is due each
time, with a warning that plans an activity.

- ``sweep_idle`` is a pass with nothing due; the limit is 25 ms.
- ``sweep_due`` is the pass at N; the limit is 1.3 times the pass at a tenth of N with
  the same number due, in the same run.
"""

import os
from datetime import timedelta
from unittest.mock import patch

import harness

from odoo import fields

SIZE = 100_000
SHARE = 100  # one clock in so many is due
RUNS = 3
IDLE_SECONDS = 0.025
TICKETS = """
INSERT INTO helpdesk_ticket
       (number, name, description, company_id, team_id, user_id, stage_id, priority,
        active, create_date)
SELECT 'S' || row, 'Needs help', 'Please', %(company_id)s, %(team_id)s, %(user_id)s,
       %(stage_id)s, '1', TRUE, now() AT TIME ZONE 'UTC'
  FROM generate_series(1, %(tickets)s) AS row
RETURNING id
"""
CLOCKS = """
INSERT INTO crm_sla_clock
       (ticket_id, policy_id, target_id, metric, company_id, team_id, user_id, state,
        target_minutes, is_always, started_at, counted_from, running_since,
        used_minutes, carried_minutes, deadline, next_due)
SELECT ticket.id, %(policy_id)s, %(target_id)s, 'solved', %(company_id)s, %(team_id)s,
       %(user_id)s, 'running', 1440, TRUE, %(now)s, %(now)s, %(now)s, 0, 0,
       %(now)s + interval '1 day', %(now)s + interval '18 hours'
  FROM unnest(%(ids)s) AS ticket (id)
"""
DUE = """
UPDATE crm_sla_clock
   SET started_at = %(then)s, counted_from = %(then)s, running_since = %(then)s,
       deadline = %(then)s + interval '1 day', next_due = %(then)s + interval '18 hours'
 WHERE id IN (SELECT id FROM crm_sla_clock
               WHERE target_id = %(target_id)s AND running_since > %(then)s
               ORDER BY id LIMIT %(due)s)
"""


def fill(env, tickets):
    """Return what clocks are made of, with ``tickets`` tickets that have none."""
    company = env["res.company"].create({"name": "Sweep"})
    team = env["helpdesk.ticket.team"].create(
        {"name": "Sweep", "company_id": company.id, "user_id": env.user.id}
    )
    user = env["res.users"].create(
        {
            "name": "Sweeper",
            "login": "sweeper",
            "company_id": company.id,
            "company_ids": [fields.Command.set(company.ids)],
        }
    )
    step = {"amount": 75, "in_service_hours": False}
    target = {"metric": "solved", "step_ids": [fields.Command.create(step)]}
    policy = env["crm.sla.policy"].create(
        {
            "name": "Sweep",
            "company_id": company.id,
            "target_ids": [fields.Command.create(target)],
        }
    )
    parts = {
        "company_id": company.id,
        "team_id": team.id,
        "user_id": user.id,
        "stage_id": env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new").id,
        "policy_id": policy.id,
        "target_id": policy.target_ids.id,
    }
    env.cr.execute(TICKETS, {**parts, "tickets": tickets})
    return {**parts, "ids": [row[0] for row in env.cr.fetchall()]}


def start_clocks(registry, parts, ids):
    """Let the clocks of these tickets run: they warn in 18 hours."""
    with harness.environment(registry) as env:
        now = fields.Datetime.now()
        env.cr.execute(CLOCKS, {**parts, "ids": ids, "now": now})
    with registry.cursor() as cursor:
        cursor._cnx.commit()
        cursor._cnx.autocommit = True
        cursor.execute("VACUUM ANALYZE crm_sla_clock")
        cursor._cnx.autocommit = False


def make_due(registry, parts, due):
    """Turn back ``due`` clocks that no sweep has seen by a day."""
    with harness.environment(registry) as env:
        then = fields.Datetime.now() - timedelta(hours=19)
        env.cr.execute(DUE, {**parts, "due": due, "then": then})


def sweep(registry):
    """Run the job as the scheduler does, on a transaction of its own."""
    with registry.cursor() as cursor:
        env = harness.odoo.api.Environment(cursor, harness.odoo.SUPERUSER_ID, {})
        with patch.object(type(env["ir.cron"]), "_commit_progress", keep_on(cursor)):
            env["crm.sla.clock"]._cron_sweep()
            env.flush_all()


def keep_on(cursor):
    """Return what stands for the scheduler's progress: commit, time without end."""

    def commit_progress(cron, done=0, *, remaining=None, deactivate=False):
        cursor.commit()
        return float("inf")

    return commit_progress


def measure(registry, parts, due):
    """Return the median seconds of passes with ``due`` clocks due, all warned."""
    seconds = []
    for _run in range(RUNS):
        make_due(registry, parts, due)
        seconds.append(harness.seconds_of(lambda: sweep(registry)))
    with harness.environment(registry) as env:
        given = env["crm.sla.alert"].search_count([("done_at", "!=", False)])
        plans = env["mail.activity"].search_count(
            [("user_id", "=", parts["user_id"]), ("res_model", "=", "helpdesk.ticket")]
        )
    return sorted(seconds)[RUNS // 2], given, plans


def measure_idle(registry):
    """Return the median seconds of passes with nothing due."""
    sweep(registry)
    return harness.median_of(lambda: sweep(registry), 7)


def main():
    clocks = int(os.environ.get("CRM_SUITE_BENCH_CUSTOMERS") or SIZE)
    few, due = clocks // 10, clocks // SHARE
    with harness.own_database("sla_sweep") as registry:
        with harness.environment(registry) as env:
            parts = fill(env, clocks)
        ids = parts.pop("ids")
        start_clocks(registry, parts, ids[:few])
        sweep(registry)  # warms the caches
        few_seconds, *_counts = measure(registry, parts, due)
        start_clocks(registry, parts, ids[few:])
        seconds, given, plans = measure(registry, parts, due)
        if (given, plans) != (2 * RUNS * due, 2 * RUNS * due):
            raise SystemExit(f"{given} warnings and {plans} activities, not once each.")
        harness.report(
            "sweep_due",
            clocks,
            seconds,
            1.3 * few_seconds,
            due=due,
            at_a_tenth=round(few_seconds, 4),
            per_due_ms=round(seconds / due * 1000, 3),
        )
        idle = measure_idle(registry)
        harness.report("sweep_idle", clocks, idle, IDLE_SECONDS)


if __name__ == "__main__":
    main()
