# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Scenes that the proofs play as programs: ``scenes.py DATABASE SCENE [ARGUMENTS]``.

Each scene is a function that prints one JSON line; some end by SIGKILL, as asked.
"""

import json
import os
import signal
import sys
import time
from datetime import timedelta

import activation_scenes  # noqa: F401  they add theirs
import counter_scenes  # noqa: F401
import invitation_scenes  # noqa: F401
import killed_expiry_scenes  # noqa: F401
import killed_night_scenes  # noqa: F401
import killed_posting_scenes  # noqa: F401
import merge_scenes  # noqa: F401
import rush_scenes  # noqa: F401
import warning_scenes  # noqa: F401
from acting import SCENES, acting, add_invoice, get_table, get_today, scene

import odoo
from odoo import fields
from odoo.modules.registry import Registry
from odoo.sql_db import Cursor
from odoo.tools import SQL


def forget_profiles(env):
    env.cr.execute("DELETE FROM crm_customer_profile")


@scene
def busy_night(registry):
    """While a night runs, one user edits customers and another recomputes one."""
    with acting(registry) as env:
        customer = env["crm.customer.profile"].search([], limit=1).partner_id
        before = customer.profile_id.revenue
        forget_profiles(env)
    with registry.cursor() as night_cursor:
        night = odoo.api.Environment(night_cursor, odoo.SUPERUSER_ID, {})
        today = get_today(night)
        night["crm.customer.profile"]._run_night(night.company, today)
        # The night has written everything and has not committed yet.
        started = time.monotonic()
        with acting(registry) as editor:
            editor.cr.execute("SET LOCAL lock_timeout = '3s'")
            customers = editor["res.partner"].search([("ref", "like", "cdnow:")])
            customers.write({"comment": "Edited during the night"})
            add_invoice(editor, customer.with_env(editor), 100.0)
        waited = time.monotonic() - started
        with acting(registry) as user:
            scored = user["crm.value.night"]._run_for_partners(
                user.company, customer.with_env(user), today
            )
        night_cursor.commit()
    with acting(registry) as user:
        profile = customer.with_env(user).profile_id
        after_night = profile.revenue
        blocked = user["crm.value.night"]
        with registry.cursor() as other_cursor:
            other = odoo.api.Environment(other_cursor, odoo.SUPERUSER_ID, {})
            other["crm.value.night"]._try_lock(other.company)
            blocked._run_for_partners(user.company, profile.partner_id, today)
        queued = user["crm.due"].search_count([("job", "=", "rescore")])
    with acting(registry) as later:
        soon = fields.Datetime.now() + timedelta(minutes=5)
        due = later["crm.due"].search([("due_at", "<=", soon)])
        due._process(soon)
        profile = customer.with_env(later).profile_id
        return {
            "scored_during_night": scored,
            "edited": customers.with_env(later).filtered("comment") == customers,
            "waited": waited,
            "after_night": after_night - before,
            "queued": queued,
            "left": later["crm.due"].search_count([]),
            "after_due": profile.revenue - before,
        }


@scene
def collision(registry):
    """Another transaction scores a customer after the night has begun to read."""
    with acting(registry) as env:
        customer = env["crm.customer.profile"].search([], limit=1).partner_id
        before = customer.profile_id.revenue
        add_invoice(env, customer, 100.0)
    tries = []

    with acting(registry) as env:
        today = get_today(env)

        def step():
            tries.append(env["crm.customer.profile"].search_count([]))
            if len(tries) == 1:
                with acting(registry) as faster:
                    faster["crm.value.night"]._run_for_partners(
                        faster.company, customer.with_env(faster), today
                    )
                    faster.cr.execute(
                        "UPDATE crm_customer_profile SET revenue = 0 WHERE id = %s",
                        [customer.with_env(faster).profile_id.id],
                    )
            env["crm.customer.profile"]._run_night(env.company, today)

        env["crm.run"]._run_retried(step)
    with acting(registry) as env:
        return {
            "tries": len(tries),
            "gained": customer.with_env(env).profile_id.revenue - before,
        }


@scene
def table(registry):
    """The tiers of all customers as they are."""
    with acting(registry) as env:
        return {"table": get_table(env)}


@scene
def forget(registry):
    """Return the tiers and remove every profile and run: no night has ever been."""
    with acting(registry) as env:
        table = get_table(env)
        forget_profiles(env)
        env["crm.run"].search([]).unlink()
        return {"table": table}


@scene
def night(registry, kill_after="0"):
    """Run the night's cron; with ``kill_after`` die at that database statement."""
    left = int(kill_after)
    execute = Cursor.execute

    def counted(self, *arguments, **options):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(self, *arguments, **options)

    with acting(registry) as env:
        before = get_table(env)
        Cursor.execute = counted
        env["crm.value.night"]._cron_night()
        return {
            "before": before,
            "table": get_table(env),
            "statements": int(kill_after) - left,
        }


@scene
def queue_mails(registry, port, *addresses):
    """Queue a mail to each address twice over; they leave by the SMTP at ``port``."""
    with acting(registry) as env:
        env["ir.mail_server"].search([]).active = False
        env["ir.mail_server"].create(
            {
                "name": "Sink",
                "smtp_host": "127.0.0.1",
                "smtp_port": int(port),
                "smtp_encryption": "none",
            }
        )
        partners = env["res.partner"].create(
            [{"name": address, "email": address} for address in addresses]
        )
        template = env["mail.template"].create(
            {
                "name": "Proof",
                "model_id": env.ref("base.model_res_partner").id,
                "subject": "Hello",
                "body_html": "<p>Hello</p>",
                "email_from": "sender@example.com",
            }
        )
        for _repetition in range(2):
            env["crm.outbox"]._queue("proof", "day", template, partners, partners)
        return {"queued": env["crm.outbox"].search_count([("job", "=", "proof")])}


@scene
def send_mails(registry, kill_at="0"):
    """Send what waits; with ``kill_at`` die when that mail has left by SMTP."""
    sent = 0
    model = registry["mail.mail"]
    send = model.send

    def counted(self, *arguments, **options):
        nonlocal sent
        result = send(self, *arguments, **options)
        sent += 1
        if sent == int(kill_at):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    model.send = counted
    with acting(registry) as env:
        env["crm.outbox"]._cron_send()
        return get_states(env)


@scene
def send_unknown_again(registry):
    """A person decides that the mails whose fate is unknown shall leave."""
    with acting(registry) as env:
        rows = env["crm.outbox"].search([("state", "=", "unknown")], order="id desc")
        rows[:1].action_send_again()
        return get_states(env)


def get_states(env):
    rows = env["crm.outbox"].search([("job", "=", "proof")], order="id")
    return {row.email: row.state for row in rows}


@scene
def count_core(registry):
    """What belongs to core and must survive us, and our tables."""
    with acting(registry) as env:
        counts = {
            name: env[name].with_context(active_test=False).search_count([])
            for name in ("res.partner", "account.move", "helpdesk.ticket", "crm.lead")
        }
        ((tables,),) = env.execute_query(
            SQL(
                """SELECT count(*) FROM pg_tables
                    WHERE tablename IN ('crm_customer_profile', 'crm_value_tier',
                                        'crm_outbox', 'crm_profile_change')"""
            )
        )
        columns = env.execute_query(
            SQL(
                """SELECT table_name FROM information_schema.columns
                    WHERE column_name = 'profile_id'"""
            )
        )
        return {**counts, "tables": tables, "links": len(columns)}


@scene
def uninstall(registry):
    """Uninstall our addons, as an administrator does from the list of apps."""
    with acting(registry) as env:
        module = env["ir.module.module"].search([("name", "=", "crm_lifecycle")])
        module.button_immediate_uninstall()
    return {}


@scene
def install(registry):
    """Install them again and score the customers."""
    with acting(registry) as env:
        names = ["crm_lifecycle", "crm_loyalty", "crm_survey"]
        modules = env["ir.module.module"].search([("name", "in", names)])
        modules.button_immediate_install()
    with acting(Registry(registry.db_name)) as env:
        env["crm.value.policy"]._load_preset(env.company, all_time=True)
        env["crm.customer.profile"]._run_night(env.company, get_today(env))
        return {"table": get_table(env)}


@scene
def make_documents(registry):
    """Give a customer a ticket and a lead."""
    with acting(registry) as env:
        customer = env["crm.customer.profile"].search([], limit=1).partner_id
        env["helpdesk.ticket"].create(
            {"name": "Help", "description": "Help", "partner_id": customer.id}
        )
        env["crm.lead"].create({"name": "Deal", "partner_id": customer.id})
        return {}


@scene
def linked_documents(registry):
    """How many tickets and leads know their customer's profile."""
    with acting(registry) as env:
        return {
            name: env[name].search_count([("profile_id", "!=", False)])
            for name in ("helpdesk.ticket", "crm.lead")
        }


def main():
    name, chosen, *arguments = sys.argv[1:]
    odoo.tools.config.parse_config(
        ["-c", os.environ["CRM_SUITE_CONF"], "-d", name, "--log-level=critical"]
    )
    print(json.dumps(SCENES[chosen](Registry(name), *arguments)), flush=True)


if __name__ == "__main__":
    main()
