# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""From events to released invitations: what a candidate costs.

- ``plan`` turns N solved tickets of as many contacts into requests and lets the budget
  decide over all of them: contacts of companies and private people, a fifth without
  consent, a tenth asked a short time ago, blacklisted addresses, open complaints. The
  limit is the bare SQL that inserts the same rows into a copy of the table, its indexes
  and links included, and updates each once, with no rule at all; the aim is 100 µs per
  candidate. ``queries_few`` and ``queries`` are those for a hundredth of N and for N.
"""

import os
from datetime import timedelta

import harness

from odoo import fields

CANDIDATES = int(os.environ.get("CRM_SUITE_BENCH_CUSTOMERS", 200_000))
AIM_US = 100
PARTNERS = """
INSERT INTO res_partner (name, complete_name, email, email_normalized, active, type,
       is_company, lang, autopost_bills, create_date)
SELECT 'Bench ' || n, 'Bench ' || n, 'bench' || n || '@example.com',
       'bench' || n || '@example.com', TRUE, 'contact', n %% 5 = 0, 'en_US', 'ask',
       now() AT TIME ZONE 'UTC'
  FROM generate_series(1, %(candidates)s) AS n
RETURNING id
"""
FAMILIES = """
UPDATE res_partner
   SET commercial_partner_id = CASE WHEN (id - %(first)s) %% 10 < 6
                                    THEN id - (id - %(first)s) %% 5 ELSE id END,
       is_company = (id - %(first)s) %% 10 IN (0, 5)
 WHERE id >= %(first)s
"""
CONSENTS = """
INSERT INTO crm_consent (partner_id, purpose_id, given_at, source, withdrawn_at)
SELECT id, %(purpose_id)s, timestamp '2020-01-01', 'Bench',
       CASE WHEN id %% 50 = 0 THEN timestamp '2021-01-01' END
  FROM res_partner WHERE id >= %(first)s AND id %% 5 <> 0
"""
BLACKLIST = """
INSERT INTO mail_blacklist (email, active)
SELECT email_normalized, TRUE FROM res_partner WHERE id >= %(first)s AND id %% 100 = 1
"""
ASKED = """
INSERT INTO crm_survey_request (key, touchpoint_id, survey_id, company_id, partner_id,
       priority, due_at, look_at, drop_at, state, channel, sent_at, deadline)
SELECT 'bench|' || id, %(touchpoint_id)s, %(survey_id)s, %(company_id)s, id, 10,
       %(now)s, %(now)s, %(now)s, 'answered', 'mail',
       %(now)s - (1 + id %% 29) * interval '1 day', %(now)s
  FROM res_partner WHERE id >= %(first)s AND id %% 10 = 3
"""
TICKETS = """
INSERT INTO helpdesk_ticket (number, name, description, company_id, partner_id,
       stage_id, priority, active, is_complaint, closed_date, last_stage_update,
       create_date)
SELECT 'P' || id, 'Needs help', 'Please', %(company_id)s, id, %(stage_id)s, '1', TRUE,
       FALSE, %(now)s - interval '1 hour', %(now)s - interval '1 hour',
       now() AT TIME ZONE 'UTC'
  FROM res_partner WHERE id >= %(first)s
"""
COMPLAINTS = """
INSERT INTO helpdesk_ticket (number, name, description, company_id, partner_id,
       stage_id, priority, active, is_complaint, create_date)
SELECT 'C' || id, 'Angry', 'Please', %(company_id)s, id, %(open_stage_id)s, '1', TRUE,
       TRUE, now() AT TIME ZONE 'UTC'
  FROM res_partner WHERE id >= %(first)s AND id %% 200 = 7
"""
BARE = "CREATE TABLE bench_request (LIKE crm_survey_request INCLUDING ALL)"
BARE_LINKS = """
SELECT 'ALTER TABLE bench_request ADD ' || pg_get_constraintdef(oid)
  FROM pg_constraint
 WHERE conrelid = 'crm_survey_request'::regclass AND contype = 'f'
"""
BARE_INSERT = """
INSERT INTO bench_request (id, key, touchpoint_id, survey_id, company_id, partner_id,
       priority, res_model, res_id, event_at, due_at, look_at, drop_at, state, channel,
       reminder_count)
SELECT ticket.id, 'bench|' || ticket.id || '|' || ticket.partner_id, %(touchpoint_id)s,
       %(survey_id)s, %(company_id)s, ticket.partner_id, 10, 'helpdesk.ticket',
       ticket.id, ticket.closed_date, ticket.closed_date, ticket.closed_date,
       ticket.closed_date, 'planned', 'mail', 0
  FROM helpdesk_ticket AS ticket
 WHERE ticket.stage_id = %(stage_id)s AND ticket.company_id = %(company_id)s
"""
BARE_UPDATE = """
UPDATE bench_request SET state = 'deferred', look_at = look_at + interval '1 day'
"""
DECIDED = """
SELECT coalesce(reason, 'released'), count(*) FROM crm_survey_request
 WHERE touchpoint_id = %(touchpoint_id)s AND sent_at IS NULL GROUP BY 1
"""
FORGET = """
DELETE FROM crm_survey_request
 WHERE touchpoint_id = %(touchpoint_id)s AND sent_at IS NULL
"""
VACUUMED = ("res_partner", "crm_consent", "crm_survey_request", "helpdesk_ticket")


def prepare(registry):
    """Fill the database; return the ids that the statements need."""
    with harness.environment(registry) as env:
        company = env["res.company"].create({"name": "Plan"})
        stages = env["helpdesk.ticket.stage"].create(
            [
                {"name": "Solved", "closed": True, "sla_effect": "solved"},
                {"name": "Open"},
            ]
        )
        survey = env["survey.survey"].create({"title": "Plan"})
        touchpoint = env["crm.survey.touchpoint"].create(
            {
                "name": "Plan",
                "event": "ticket_solved",
                "survey_id": survey.id,
                "company_id": company.id,
            }
        )
        now = fields.Datetime.now()
        touchpoint.active_from = now - timedelta(days=1)
        purpose = env.ref("crm_lifecycle.consent_purpose_survey")
        env.flush_all()
        env.cr.execute(PARTNERS, {"candidates": CANDIDATES})
        ids = {
            "first": min(row[0] for row in env.cr.fetchall()),
            "now": now,
            "company_id": company.id,
            "stage_id": stages[0].id,
            "open_stage_id": stages[1].id,
            "survey_id": survey.id,
            "touchpoint_id": touchpoint.id,
            "purpose_id": purpose.id,
        }
        for statement in (FAMILIES, CONSENTS, BLACKLIST, ASKED, TICKETS, COMPLAINTS):
            env.cr.execute(statement, ids)
        env.cr.execute(BARE)
        env.cr.execute(BARE_LINKS)
        for (link,) in env.cr.fetchall():
            env.cr.execute(link)
    vacuum(registry)
    return ids


def vacuum(registry):
    with registry.cursor() as cursor:
        cursor._cnx.autocommit = True
        for table in VACUUMED:
            cursor.execute(f"VACUUM ANALYZE {table}")


def plan(registry, ids, percent=100):
    """Plan and decide as the job does, in two transactions; forget it again.

    :return: seconds, requests, queries and how many were decided how
    """
    with harness.environment(registry) as env:
        touchpoint = env["crm.survey.touchpoint"].browse(ids["touchpoint_id"])
        touchpoint.write({"sampling_percent": percent, "planned_until": False})
    seconds, queries = 0.0, 0
    for step in (_plan, _decide):
        with harness.environment(registry) as env:
            env["crm.survey.touchpoint"].browse(ids["touchpoint_id"]).mapped("event")
            before = env.cr.sql_log_count
            seconds += harness.seconds_of(lambda step=step, env=env: step(env, ids))
            queries += env.cr.sql_log_count - before
    with harness.environment(registry) as env:
        env.cr.execute(DECIDED, ids)
        decided = dict(env.cr.fetchall())
        env.cr.execute(FORGET, ids)
    vacuum(registry)
    return seconds, sum(decided.values()), queries, decided


def _plan(env, ids):
    touchpoint = env["crm.survey.touchpoint"].browse(ids["touchpoint_id"])
    touchpoint.with_company(touchpoint.company_id)._plan(ids["now"])
    env.flush_all()


def _decide(env, ids):
    company = env["res.company"].browse(ids["company_id"])
    env["crm.survey.request"]._run_budget(company, ids["now"])


def bare(registry, ids):
    """Return the seconds of the same rows without rules, in two transactions."""
    seconds = 0.0
    for statement in (BARE_INSERT, BARE_UPDATE):
        with harness.environment(registry) as env:
            seconds += harness.seconds_of(
                lambda statement=statement, env=env: env.cr.execute(statement, ids)
            )
    return seconds


def main(registry):
    ids = prepare(registry)
    limit = bare(registry, ids)
    _seconds, _count, queries_few, _decided = plan(registry, ids, percent=1)
    seconds, count, queries, decided = plan(registry, ids)
    harness.report(
        "plan",
        count,
        seconds,
        limit,
        us_per_candidate=round(1e6 * seconds / count, 1),
        aim_us=AIM_US,
        queries_few=queries_few,
        queries=queries,
        decided=decided,
    )
