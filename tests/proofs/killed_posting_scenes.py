# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Scenes of bulk postings that are killed at random instants."""

import random
import time

from acting import acting, scene
from killing import start_and_kill
from rush_scenes import make_card, make_program

from odoo.tools import SQL

EVENTS = 400
BATCH = 40


def post_all(registry, card_id, name="killed"):
    """Book events of an import, batch by batch, each in a transaction of its own."""
    for start in range(0, EVENTS, BATCH):
        with acting(registry) as env:
            card = env["loyalty.card"].browse(card_id)
            env["loyalty.history"].sudo()._post(
                [
                    {
                        "card": card,
                        "kind": "earn" if place % 4 else "spend",
                        "event": "import",
                        "issued": 3.0 if place % 4 else 0.0,
                        "used": 0.0 if place % 4 else 2.0,
                        "key": f"{name}:{place}",
                        "description": "Imported",
                    }
                    for place in reversed(range(start, start + BATCH))
                ]
            )


def look(registry, card_id):
    """Return what is booked: movements, balance, lots and what they still hold."""
    with acting(registry) as env:
        pool = env["loyalty.card"].browse(card_id).pool_id
        ((count, keys, balance),) = env.execute_query(
            SQL(
                """
                SELECT count(*), count(DISTINCT source_key), sum(issued - used)
                  FROM loyalty_history
                 WHERE pool_id = %s AND kind IS NOT NULL AND event = 'import'
                """,
                pool.id,
            )
        )
        return {
            "count": count,
            "keys": keys,
            "balance": balance or 0.0,
            "points": pool.points,
            "remaining": sum(pool.lot_ids.mapped("remaining")),
        }


@scene
def kill_postings(registry, kills):
    """SIGKILL an import again and again; the last time it runs to its end."""
    with acting(registry) as env:
        program = make_program(env)
        measured, card = (
            make_card(env, program, env["res.partner"].create({"name": name}), 0).id
            for name in ("Measured", "Killed")
        )
    start = time.monotonic()
    post_all(registry, measured, "measured")
    length = time.monotonic() - start
    killed = []
    for kill in range(int(kills)):
        share = (kill + random.random()) / int(kills)
        start_and_kill(registry, length * share, lambda: post_all(registry, card))
        killed.append(look(registry, card))
    post_all(registry, card)
    done = look(registry, card)
    post_all(registry, card)
    return {"killed": killed, "done": done, "again": look(registry, card)}
