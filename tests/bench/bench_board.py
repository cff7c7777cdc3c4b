# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The board of customers against the bare aggregate of the same rows.

N profiles in the four tiers, made by SQL.

- ``board`` groups them by tier, as the board does when it opens; the limit is the bare
  SQL of the same counts, in the same run.
- ``board_cards`` is the whole opening: the groups with their first cards as an analyst
  sees them.
"""

import os

import bench_score
import harness

from odoo.tools import SQL

SIZE = 200_000
CARDS = 40
PROFILES = """
INSERT INTO crm_customer_profile
       (partner_id, company_id, tier_id, stage_id, policy_id, purchase_count,
        window_revenue, score, churn_probability, churn_grade)
SELECT partner.id, %(company_id)s,
       (SELECT array_agg(id ORDER BY sequence) FROM crm_value_tier
         WHERE active)[1 + partner.id %% 4],
       (SELECT min(id) FROM crm_lifecycle_stage), %(policy_id)s, 1,
       abs(hashint8(partner.id)) %% 100000 / 10.0, partner.id %% 100, 0.2, 'low'
  FROM res_partner partner
 WHERE partner.id > %(first_id)s
"""
COUNTS = """
SELECT tier_id, count(*)
  FROM crm_customer_profile
 WHERE company_id IN (%(company_id)s)
 GROUP BY tier_id
"""


def fill(env, customers):
    """Return a company with ``customers`` profiles."""
    company = env["res.company"].create({"name": f"Board {customers}"})
    policy = env["crm.value.policy"]._load_preset(company)
    ((first_id,),) = env.execute_query(SQL("SELECT max(id) FROM res_partner"))
    with harness.bulk_load(env.cr, "res_partner"):
        env.cr.execute(
            bench_score.PARTNERS, {"customers": customers, "first_id": first_id}
        )
    with harness.bulk_load(env.cr, "crm_customer_profile"):
        env.cr.execute(
            PROFILES,
            {
                "company_id": company.id,
                "policy_id": policy.id,
                "first_id": first_id,
            },
        )
    return company.id


def measure(env, company_id, customers):
    """Print how long the groups and the first cards take."""
    board = env["crm.customer.profile"].with_context(
        allowed_company_ids=[company_id], read_group_expand=True
    )
    domain = [("company_id", "=", company_id)]

    def group(**cards):
        env.invalidate_all()
        return board.web_read_group(domain, ["tier_id"], ["__count"], **cards)

    def count():
        env.cr.execute(COUNTS, {"company_id": company_id})
        return env.cr.fetchall()

    groups, bare = group()["groups"], dict(count())
    found = {row["tier_id"][0]: row["__count"] for row in groups}
    if {tier: n for tier, n in found.items() if n} != bare:
        raise SystemExit("The board and the bare SQL count different customers.")
    limit = 1.5 * harness.median_of(count, 5)
    harness.report("board", customers, harness.median_of(group, 5), limit)
    cards = {
        "auto_unfold": True,
        "unfold_read_specification": {
            "partner_id": {"fields": {"display_name": {}}},
            "tier_id": {"fields": {"display_name": {}, "color": {}}},
            "window_revenue": {},
            "score": {},
            "churn_probability": {},
            "next_activity_date": {},
            "next_activity_state": {},
        },
        "unfold_read_default_limit": CARDS,
    }
    seconds = harness.median_of(lambda: group(**cards), 5)
    harness.report("board_cards", customers, seconds, None)


def main():
    customers = int(os.environ.get("CRM_SUITE_BENCH_CUSTOMERS") or SIZE)
    with harness.own_database("board") as registry:
        with harness.environment(registry) as env:
            company_id = fill(env, customers)
        bench_score.analyze(registry)
        with harness.environment(registry) as env:
            measure(env, company_id, customers)


if __name__ == "__main__":
    main()
