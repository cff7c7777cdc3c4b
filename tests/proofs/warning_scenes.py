# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Scenes of warnings about service levels whose sweep or sender is killed."""

import os
import signal
import time

from acting import acting, scene
from killing import wait_for_the_server

from odoo import Command
from odoo.sql_db import close_all

STEP = {"moment": "before", "amount": 60, "in_service_hours": False}  # due at once


def make_promise(registry, port, address):
    """Promise a reply; the handler is to be told at once, and of nothing else."""
    with acting(registry) as env:
        env = env(context={"no_reset_password": True, "tracking_disable": True})
        env["crm.sla.policy"].search([]).active = False
        env["ir.mail_server"].search([]).active = False
        env["ir.mail_server"].create(
            {
                "name": "Sink",
                "smtp_host": "127.0.0.1",
                "smtp_port": int(port),
                "smtp_encryption": "none",
            }
        )
        handler = env["res.users"].create(
            {
                "name": "Handler",
                "login": address,
                "email": address,
                "company_id": env.company.id,
                "company_ids": [Command.set(env.company.ids)],
                "group_ids": [
                    Command.link(env.ref("helpdesk_mgmt.group_helpdesk_user").id)
                ],
            }
        )
        steps = [
            Command.create({**STEP, "action": action})
            for action in ("activity", "mail")
        ]
        env["crm.sla.policy"].create(
            {
                "name": "Proof",
                "company_id": env.company.id,
                "target_ids": [
                    Command.create(
                        {
                            "metric": "first_reply",
                            "target_minutes": 60,
                            "is_always": True,
                            "step_ids": steps,
                        }
                    )
                ],
            }
        )
        ticket = env["helpdesk.ticket"].create(
            {
                "name": "Proof",
                "description": "Proof",
                "company_id": env.company.id,
                "user_id": handler.id,
            }
        )
    time.sleep(1.1)  # what is due is due a second later
    return ticket.id


def tell(registry, ticket_id):
    """Return how often the handler was told: warnings, activities, mails' states."""
    with acting(registry) as env:
        alerts = env["crm.sla.alert"].search([("clock_id.ticket_id", "=", ticket_id)])
        kind = env.ref("crm_lifecycle.mail_activity_type_sla")
        activities = env["mail.activity"].search_count(
            [
                ("res_model", "=", "helpdesk.ticket"),
                ("res_id", "=", ticket_id),
                ("activity_type_id", "=", kind.id),
            ]
        )
        mails = env["crm.outbox"].search([("job", "=", "sla_alert")])
        return [len(alerts), activities, mails.mapped("state")]


def sweep(registry):
    with acting(registry) as env:
        env["crm.sla.clock"]._cron_sweep()


def send(registry):
    with acting(registry) as env:
        env["crm.outbox"]._cron_send()


def die_after(registry, play, model, method):
    """Play in a process of its own, which is killed when ``method`` has been run."""
    close_all()
    child = os.fork()
    if not child:
        done = getattr(registry[model], method)

        def run_and_die(*arguments, **options):
            done(*arguments, **options)
            arguments[0].env.flush_all()
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(registry[model], method, run_and_die)
        play(registry)
        os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{method} was never run"
    assert os.WTERMSIG(status) == signal.SIGKILL
    wait_for_the_server(registry)


@scene
def warn(registry, port, address):
    """Sweep and send twice over; nothing is killed."""
    ticket_id = make_promise(registry, port, address)
    told = []
    for play in (sweep, sweep, send, sweep, send):
        play(registry)
        told.append(tell(registry, ticket_id))
    return told


@scene
def warn_and_die(registry, port, address):
    """Kill a sweep that has done all, and a sender whose mail has left by SMTP."""
    ticket_id = make_promise(registry, port, address)
    die_after(registry, sweep, "crm.sla.alert", "_give")
    told = [tell(registry, ticket_id)]
    sweep(registry)
    told.append(tell(registry, ticket_id))
    die_after(registry, send, "mail.mail", "send")
    for play in (sweep, send, sweep, send):
        play(registry)
        told.append(tell(registry, ticket_id))
    return told
