# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The simulator of tier policies against the bare SQL of the same sums.

N customers with figures made by SQL, sorted into tiers by the handbook's policy; a
draft of it with another share for the best tier. The limit is one hand-written
statement with the same answer: customers and revenue by bar, present tier and proposed
tier, or the first page of movers and their number. Both are run in turn, in the same
minute; the median of several runs counts.

- ``simulate_open`` is the whole screen: rules, histogram, tiers.
- ``simulate_move`` is the answer to a moved threshold, first page of movers and all.
- ``simulate_movers`` is a page of those who fall, and how many they are.
"""

import os
from datetime import date

import harness

from odoo.tools import SQL

DEFAULT_SIZES = (200_000,)
RUNS = 5
SHARES = (20.0, 30.0, 40.0)
MOVED = 15.0

PARTNERS = """
INSERT INTO res_partner
       (id, commercial_partner_id, name, complete_name, active, type, autopost_bills)
SELECT %(first_id)s + n, %(first_id)s + n, 'Bench ' || n, 'Bench ' || n, TRUE,
       'contact', 'ask'
  FROM generate_series(1, %(customers)s) AS n;
SELECT setval('res_partner_id_seq', (SELECT max(id) FROM res_partner))
"""
# Figures from a fixed hash: the same customers on every run. One in ten never bought.
PROFILES = """
INSERT INTO crm_customer_profile
       (partner_id, company_id, policy_id, first_purchase_date, last_purchase_date,
        purchase_count, purchase_days, revenue, margin, window_revenue, window_margin,
        window_purchase_days, clv, score, recency_score, frequency_score,
        monetary_score, tier_since)
SELECT n + %(first_id)s, %(company_id)s, %(policy_id)s, %(today)s::date - 900,
       %(today)s::date - dice %% 800, bought, bought, spent, spent * 0.3, spent,
       spent * 0.3, bought, spent * 0.3, dice %% 101, 1 + dice %% 5, 1 + dice / 7 %% 5,
       1 + dice / 11 %% 5, %(today)s
  FROM generate_series(1, %(customers)s) AS n
 CROSS JOIN LATERAL (SELECT abs(hashint8(n * 31)) %% 1000003 AS dice) AS thrown
 CROSS JOIN LATERAL (
       SELECT CASE WHEN n %% 10 = 0 THEN 0 ELSE 1 + dice %% 30 END AS bought,
              CASE WHEN n %% 10 = 0 THEN 0
                   ELSE round(exp(3 + 7 * dice / 1000003.0)::numeric, 2) END AS spent
 ) AS figures
"""
TIERS = """
UPDATE crm_customer_profile profile SET tier_id = ranked.tier_id
  FROM ({ranked}) AS ranked WHERE ranked.id = profile.id
"""
# What a share of customers means: the rank value behind which it would be passed.
RANKED = """
SELECT place.id, place.tier_id AS from_tier, place.rank_value, place.window_revenue,
       (ARRAY[{tiers}])[CASE WHEN place.share <= {first} THEN 1
                             WHEN place.share <= {second} THEN 2
                             WHEN place.share <= {third} THEN 3 ELSE 4 END] AS tier_id
  FROM (SELECT id, tier_id, window_revenue, rank_value,
               100.0 * CASE WHEN rank_value IS NOT NULL
                            THEN count(rank_value) OVER best END
                     / count(rank_value) OVER () AS share
          FROM (SELECT id, tier_id, window_revenue,
                       CASE WHEN purchase_count > 0 THEN window_revenue::float8 END
                           AS rank_value
                  FROM crm_customer_profile WHERE company_id = {company_id}) AS customer
        WINDOW best AS (ORDER BY rank_value DESC NULLS LAST)) AS place
"""
HISTOGRAM = """
SELECT width_bucket(rank_value, {edges}::float8[]), from_tier, tier_id, count(*),
       sum(window_revenue)
  FROM ({ranked}) AS ranked GROUP BY 1, 2, 3
"""
MOVERS = """
SELECT id, from_tier, tier_id, window_revenue, count(*) OVER ()
  FROM ({ranked}) AS ranked WHERE tier_id > from_tier
 ORDER BY window_revenue DESC, id LIMIT 20
"""


def make_company(env, customers):
    """Return a company's draft, like its active policy, and the tiers of both."""
    company = env["res.company"].create({"name": f"Bench {customers}"})
    policy = env["crm.value.policy"]._load_preset(company)
    policy = policy.with_context(allowed_company_ids=company.ids)
    ((first_id,),) = env.execute_query(SQL("SELECT max(id) FROM res_partner"))
    values = {
        "customers": customers,
        "first_id": first_id,
        "company_id": company.id,
        "policy_id": policy.id,
        "today": date(2026, 6, 30),
    }
    with harness.bulk_load(env.cr, "res_partner"):
        env.cr.execute(PARTNERS, values)
    with harness.bulk_load(env.cr, "crm_customer_profile"):
        env.cr.execute(PROFILES, values)
    env.cr.execute(TIERS.format(ranked=get_ranked(policy)))
    return policy._copy_for(company)


def get_ranked(policy, first=SHARES[0]):
    """Return the statement that ranks customers and gives them their tiers."""
    ids = policy.env["crm.value.night"]._get_tier_ids(policy)
    return RANKED.format(
        tiers=", ".join(map(str, ids)),
        first=first,
        second=first + SHARES[1],
        third=first + SHARES[1] + SHARES[2],
        company_id=policy.company_id.id,
    )


def analyze(registry):
    """Do what autovacuum would have done by night."""
    with registry.cursor() as cursor:
        cursor.connection.rollback()
        cursor.connection.autocommit = True
        for table in ("res_partner", "crm_customer_profile"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")
        cursor.connection.autocommit = False


def compare(registry, name, customers, draft_id, ask, statement):
    """Time the simulator and the bare statement in turn; report the medians."""

    def simulate():
        with harness.environment(registry) as env:
            ask(get_draft(env, draft_id))

    def aggregate():
        with registry.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")
            cursor.execute(statement)
            cursor.fetchall()

    simulate()  # the first call of a process loads views and translations
    runs = [
        (harness.seconds_of(simulate), harness.seconds_of(aggregate))
        for _run in range(RUNS)
    ]
    seconds, limit = (sorted(column)[RUNS // 2] for column in zip(*runs, strict=True))
    harness.report(name, customers, seconds, limit)


def get_draft(env, draft_id):
    """Return the draft as a user of its company sees it."""
    draft = env["crm.value.policy"].browse(draft_id)
    return draft.with_context(allowed_company_ids=draft.company_id.ids)


def bench_size(registry, customers):
    """Measure one size and report its lines."""
    with harness.environment(registry) as env:
        draft_id = make_company(env, customers).id
    analyze(registry)
    with harness.environment(registry) as env:
        draft = get_draft(env, draft_id)
        screen = draft.read_simulator()
        values = {screen["setting"]["thresholds"][0]["key"]: MOVED}
        check(draft, values, customers)
        edges = f"ARRAY{screen['answer']['edges']}"
        present, moved = get_ranked(draft), get_ranked(draft, MOVED)
    for name, ask, statement in (
        (
            "simulate_open",
            lambda draft: draft.read_simulator(),
            HISTOGRAM.format(edges=edges, ranked=present),
        ),
        (
            "simulate_move",
            lambda draft: draft.try_thresholds(values),
            HISTOGRAM.format(edges=edges, ranked=moved),
        ),
        (
            "simulate_movers",
            lambda draft: draft.read_movers(values, "down"),
            MOVERS.format(ranked=moved),
        ),
    ):
        compare(registry, name, customers, draft_id, ask, statement)


def check(draft, values, customers):
    """See that both sides of the comparison have the same answer."""
    answer = draft.try_thresholds(values)
    cursor = draft.env.cr
    cursor.execute(MOVERS.format(ranked=get_ranked(draft, MOVED)))
    rows = cursor.fetchall()
    found = [row["id"] for row in answer["movers"]]
    if answer["customers"] != customers or answer["down"] != rows[0][-1]:
        raise AssertionError(f"{answer['down']} movers instead of {rows[0][-1]}")
    if found != [row[0] for row in rows]:
        raise AssertionError("the first page of movers is another one")


def main():
    asked = os.environ.get("CRM_SUITE_BENCH_CUSTOMERS")
    with harness.own_database("simulate") as registry:
        for customers in (int(asked),) if asked else DEFAULT_SIZES:
            bench_size(registry, customers)


if __name__ == "__main__":
    main()
