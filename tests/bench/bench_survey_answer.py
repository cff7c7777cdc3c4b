# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The completion of one answer, as the public page does it, ours beside core's.

``answer_done`` is the median of completing invited answers, each in a transaction of
its own, commit included; the limit is core's completion of the same survey on the same
database without our part. ``queries`` and ``core_queries`` are those of one completion:
ours may take at most five more.
"""

from unittest.mock import patch

import harness

from odoo import fields

ANSWERS = 40
MORE_QUERIES = 5


def make_answers(registry):
    """Return the ids of participations that have begun: invited ones, core's own."""
    with harness.environment(registry) as env:
        survey = env["survey.survey"].create({"title": "Bench"})
        question = env["survey.question"].create(
            {"title": "Recommend?", "survey_id": survey.id, "metric": "nps"}
        )
        touchpoint = env["crm.survey.touchpoint"].create(
            {"name": "Bench", "company_id": env.company.id, "survey_id": survey.id}
        )
        partners = env["res.partner"].create(
            [{"name": f"P{n}", "email": f"p{n}@example.com"} for n in range(ANSWERS)]
        )
        requests = touchpoint._request(partners)
        requests._send(fields.Datetime.now())
        answers = env["survey.user_input"]
        invited = answers.concat(*(request._start_answer() for request in requests))
        plain = answers.concat(
            *(survey._create_answer(partner=partner) for partner in partners)
        )
        for answer in invited | plain:
            answer._mark_in_progress()
            answer._save_lines(question, "9")
        return invited.ids, plain.ids


def complete(registry, answer_id):
    """Complete one participation; return how many queries that took."""
    with harness.environment(registry) as env:
        answer = env["survey.user_input"].browse(answer_id)
        before = env.cr.sql_log_count
        answer._mark_done()
        env.flush_all()
        return env.cr.sql_log_count - before


def measure(registry, ids):
    """Return the median seconds and the queries of the completions."""
    counts, seconds = [], []
    for answer_id in ids:

        def play(answer_id=answer_id):
            counts.append(complete(registry, answer_id))

        seconds.append(harness.seconds_of(play))
    middle = len(ids) // 2
    return sorted(seconds)[middle], sorted(counts)[middle]


def main(registry):
    invited, plain = make_answers(registry)
    model = registry["survey.user_input"]
    ours, queries = measure(registry, invited)
    with patch.object(model, "_record_completion", lambda _self: None):
        core, core_queries = measure(registry, plain)
    harness.report(
        "answer_done",
        ANSWERS,
        ours,
        core,
        queries=queries,
        core_queries=core_queries,
        is_within=queries <= core_queries + MORE_QUERIES,
    )
