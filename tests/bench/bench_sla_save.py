# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""One ticket moved to a waiting stage as a person does it, with and without clocks.

``stage_save`` is the median of one ``web_save`` of the form in an environment of its
own, commit included, by the administrator; the limit is the same without our clocks.
What HTTP and the browser add is not in it.
"""

import harness
from bench_sla import create_tickets, make_policy, without_clocks

TICKETS = 60
SHOWN = {"name": {}, "stage_id": {"fields": {"display_name": {}}}}


def save(registry, ticket_id, stage_id):
    """Move a ticket as the form does, in a transaction that is committed."""
    with harness.environment(registry) as env:
        ticket = env(user=env.ref("base.user_admin").id)["helpdesk.ticket"]
        ticket.browse(ticket_id).web_save({"stage_id": stage_id}, SHOWN)


def main(registry):
    with harness.environment(registry) as env:
        runs, waits = make_policy(env)
        ids = create_tickets(env, runs, TICKETS).ids
        env.cr.execute("ANALYZE helpdesk_ticket; ANALYZE crm_ticket_span")
        stage_id = waits.id
    seconds = {True: [], False: []}
    for place, ticket_id in enumerate(ids):
        has_clocks = place % 2 == 0

        def saved(ticket_id=ticket_id):
            save(registry, ticket_id, stage_id)

        if has_clocks:
            taken = harness.seconds_of(saved)
        else:
            with harness.environment(registry) as env, without_clocks(env):
                taken = harness.seconds_of(saved)
        seconds[has_clocks].append(taken)
    with_clocks, bare = (sorted(seconds[key])[len(ids) // 4] for key in (True, False))
    harness.report("stage_save", 1, with_clocks, bare)
