# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Scenes of two people who activate a policy at once."""

import threading
import time

from acting import acting, scene

import odoo
from odoo.service.model import retrying


@scene
def two_activations(registry, has_former):
    """Two people have simulated a draft each and press Activate at the same time."""
    with acting(registry) as env:
        former = env["crm.value.policy"]._get_active(env.company)
        drafts = former._copy_for(env.company), former._copy_for(env.company)
        for draft in drafts:
            draft.action_simulate()
        if not int(has_former):
            former.state = "archived"
    answers = []

    def press():
        with registry.cursor() as cursor:
            env = odoo.api.Environment(cursor, odoo.SUPERUSER_ID, {})
            draft = drafts[1].with_env(env)
            try:
                answers.append(retrying(draft.action_activate, env))
            except Exception as error:
                answers.append(str(error))

    with registry.cursor() as cursor:
        first = odoo.api.Environment(cursor, odoo.SUPERUSER_ID, {})
        drafts[0].with_env(first).action_activate()
        second = threading.Thread(target=press)
        second.start()
        wait_for_a_lock(registry)
        cursor.commit()
    second.join()
    with acting(registry) as env:
        states = [draft.with_env(env).state for draft in (*drafts, former)]
        return {"answer": answers[0], "states": states}


def wait_for_a_lock(registry):
    """Wait until a connection to the database waits for another one."""
    with registry.cursor() as cursor:
        for _attempt in range(100):
            cursor.execute(
                """SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'"""
            )
            if cursor.fetchone()[0]:
                return
            cursor.rollback()
            time.sleep(0.1)
    raise TimeoutError("nobody waits")
