# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Scenes of invitations that are sent and answered while others do the same."""

import threading

from acting import acting, scene

from odoo import SUPERUSER_ID, api, fields
from odoo.service.model import retrying


def make_touchpoint(env, port):
    """Return a touchpoint used by hand; mail leaves by the SMTP at ``port``."""
    env["ir.mail_server"].search([]).active = False
    env["ir.mail_server"].create(
        {
            "name": "Sink",
            "smtp_host": "127.0.0.1",
            "smtp_port": int(port),
            "smtp_encryption": "none",
        }
    )
    survey = env["survey.survey"].create({"title": "Proof"})
    env["survey.question"].create(
        {"title": "Would you recommend us?", "survey_id": survey.id, "metric": "nps"}
    )
    return env["crm.survey.touchpoint"].create(
        {
            "name": "Proof",
            "company_id": env.company.id,
            "survey_id": survey.id,
            "deadline_days": 30,
        }
    )


def make_partners(env, addresses):
    return env["res.partner"].create(
        [{"name": address, "email": address} for address in addresses]
    )


def send_outbox(registry):
    with acting(registry) as env:
        env["crm.outbox"]._cron_send()


def run_retried(registry, step):
    """Run ``step(env)`` in a transaction, again after it failed to serialise."""
    with registry.cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {})
        result = retrying(lambda: step(env), env)
        cursor.commit()
    return result


@scene
def invite_and_collide(registry, port, *addresses):
    """Somebody else writes the requests while they are being sent."""
    with acting(registry) as env:
        touchpoint = make_touchpoint(env, port)
        requests = touchpoint._request(make_partners(env, addresses))
        ids = requests.ids
    tries = []

    def send(env):
        tries.append(env["crm.survey.request"].browse(ids).mapped("state"))
        if len(tries) == 1:
            with acting(registry) as faster:
                faster.cr.execute(
                    "UPDATE crm_survey_request SET priority = 1 WHERE id = ANY(%s)",
                    [ids],
                )
        env["crm.survey.request"].browse(ids)._send(fields.Datetime.now())

    run_retried(registry, send)
    run_retried(registry, send)
    for _twice in range(2):
        send_outbox(registry)
    with acting(registry) as env:
        states = env["crm.survey.request"].browse(ids).mapped("state")
        return {"tries": len(tries), "states": states}


@scene
def replay(registry, port, times, *addresses):
    """Every event comes ``times`` times, by as many threads at once."""
    with acting(registry) as env:
        touchpoint_id = make_touchpoint(env, port).id
        partner_ids = make_partners(env, addresses).ids

    def ask():
        def step(env):
            touchpoint = env["crm.survey.touchpoint"].browse(touchpoint_id)
            asked = touchpoint._request(env["res.partner"].browse(partner_ids))
            asked._send(fields.Datetime.now())

        run_retried(registry, step)

    play_at_once([ask] * int(times))
    for _twice in range(2):
        send_outbox(registry)
    with acting(registry) as env:
        requests = env["crm.survey.request"].search(
            [("touchpoint_id", "=", touchpoint_id)]
        )
        return {"requests": len(requests), "states": requests.mapped("state")}


@scene
def vote_at_once(registry, port, voters):
    """The link of one invitation is used by several people at the same moment."""
    with acting(registry) as env:
        touchpoint = make_touchpoint(env, port)
        request = touchpoint._request(make_partners(env, ["ada@example.com"]))
        request._send(fields.Datetime.now())
        request_id = request.id
    start = threading.Barrier(int(voters))
    values = []

    def vote(value):
        tries = []

        def step(env):
            request = env["crm.survey.request"].browse(request_id)
            request.user_input_ids.mapped("state")  # the snapshot is taken
            tries.append(value)
            if len(tries) == 1:
                start.wait(timeout=60)
            answer = request._vote(value)
            return answer.user_input_line_ids.value_scale

        values.append(run_retried(registry, step))

    play_at_once([lambda value=value: vote(value) for value in range(int(voters))])
    with acting(registry) as env:
        request = env["crm.survey.request"].browse(request_id)
        lines = request.user_input_ids.user_input_line_ids
        return {
            "answers": len(request.user_input_ids),
            "lines": len(lines),
            "same": set(values) == set(lines.mapped("value_scale")),
            "voters": len(values),
            "state": request.state,
        }


def play_at_once(actions):
    """Run ``actions`` in threads of their own; raise what went wrong in one."""
    errors = []

    def play(action):
        try:
            action()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=play, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
