# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Figures of surveys, as an analyst reads them.

- ``nps_rollup`` reads the Net Promoter Score by tier and month of 1,000,000 answers, in
  two companies and two metrics, through the ORM and its record rules. The limit is the
  bare SQL over a table that holds nothing but these answers' company, metric, tier,
  instant and points. ``formatted_ms`` is what a pivot or graph asks for, ``groups`` how
  many cells it has, ``differing`` how many of them have another score.
- ``plan`` and ``answer_done`` are in files of their own, ``bench_survey_<label>.py``,
  each with ``main(registry)``.
"""

import importlib
import importlib.util
import os
import sys

import harness

from odoo.fields import Domain

ANSWERS = int(os.environ.get("CRM_SUITE_BENCH_CUSTOMERS", 1_000_000))
RUNS = 5
MONTHS = 24
PLUG_INS = ("bench_survey_plan", "bench_survey_answer")
FILL = """
WITH answer AS (
  SELECT n, (abs(hashint8(n)) %% 11) AS value, n %% 10 < 9 AS is_nps
    FROM generate_series(1, %(answers)s) AS n
)
INSERT INTO crm_survey_score (user_input_id, survey_id, question_id, company_id,
       partner_id, metric, value, score, metric_class, nps, tier_id, channel,
       completed_at)
SELECT n, 1, 1 + n %% 7, (%(companies)s::int[])[1 + n %% 2],
       n, CASE WHEN is_nps THEN 'nps' ELSE 'csat' END, value, 10 * value,
       CASE WHEN value >= 9 THEN 'promoter' WHEN value >= 7 THEN 'passive'
            ELSE 'detractor' END,
       CASE WHEN is_nps THEN CASE WHEN value >= 9 THEN 100 WHEN value >= 7 THEN 0
            ELSE -100 END END,
       (%(tiers)s::int[])[1 + abs(hashint8(n + 7)) %% 4], 'mail',
       timestamp '2025-01-01'
       + (abs(hashint8(n + 3)) %% (30 * %(months)s)) * interval '1 day'
  FROM answer
 ORDER BY 13
"""
NARROW = """
CREATE TABLE bench_answer AS
SELECT company_id, metric, tier_id, completed_at, nps FROM crm_survey_score
"""
BARE = """
SELECT tier_id, date_trunc('month', completed_at), avg(nps)
  FROM bench_answer
 WHERE metric = 'nps' AND company_id = ANY(%s)
 GROUP BY 1, 2 ORDER BY 1, 2
"""


def prepare(registry):
    """Fill the narrow table and its copy; return the analyst who reads them."""
    with harness.environment(registry) as env:
        companies = env.company | env["res.company"].create({"name": "Bench"})
        tiers = (
            env["crm.value.tier"].with_context(active_test=False).search([], limit=4)
        )
        env.cr.execute("DELETE FROM crm_survey_score")
        with harness.bulk_load(env.cr, "crm_survey_score"):
            env.cr.execute(
                FILL,
                {
                    "answers": ANSWERS,
                    "companies": companies.ids,
                    "tiers": (tiers.ids * 4)[:4],
                    "months": MONTHS,
                },
            )
        env.cr.execute(NARROW)
        user = env["res.users"].create(
            {
                "name": "Analyst",
                "login": "bench_analyst",
                "company_ids": [(6, 0, companies.ids)],
                "group_ids": [(4, env.ref("crm_survey.group_analyst").id)],
            }
        )
        found = user.id, companies.ids
    with registry.cursor() as cursor:
        cursor._cnx.autocommit = True
        cursor.execute("VACUUM ANALYZE crm_survey_score")
        cursor.execute("VACUUM ANALYZE bench_answer")
    return found


def bench_rollup(registry):
    """Compare the ORM's roll-up with the bare SQL, in turn."""
    user_id, companies = prepare(registry)
    with registry.cursor() as cursor:
        context = {"allowed_company_ids": companies}
        env = harness.odoo.api.Environment(cursor, user_id, context)
        scores = env["crm.survey.score"]
        asked = scores._get_metric_domain("nps") & Domain("company_id", "in", companies)
        groups = ["tier_id", "completed_at:month"]
        cells, bare_cells = [], []

        def roll_up():
            cells[:] = scores._read_group(asked, groups, ["nps:avg"])

        def roll_up_bare():
            cursor.execute(BARE, [companies])
            bare_cells[:] = cursor.fetchall()

        def roll_up_formatted():
            scores.formatted_read_group(asked, groups, ["nps:avg", "__count"])

        roll_up()
        roll_up_bare()
        seconds, limits = [], []
        for _run in range(RUNS):
            seconds.append(harness.seconds_of(roll_up))
            limits.append(harness.seconds_of(roll_up_bare))
        expected = {(tier, month): round(nps, 6) for tier, month, nps in bare_cells}
        found = {(tier.id, month): round(nps, 6) for tier, month, nps in cells}
        harness.report(
            "nps_rollup",
            ANSWERS,
            sorted(seconds)[RUNS // 2],
            sorted(limits)[RUNS // 2],
            formatted_ms=round(1000 * harness.median_of(roll_up_formatted), 1),
            groups=len(cells),
            differing=len(set(expected.items()) ^ set(found.items())),
        )


def main():
    with harness.own_database("survey") as registry:
        bench_rollup(registry)
        for name in PLUG_INS:
            if importlib.util.find_spec(name):
                importlib.import_module(name).main(registry)


if __name__ == "__main__":
    sys.exit(main())
