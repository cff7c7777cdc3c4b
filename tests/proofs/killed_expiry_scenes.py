# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Scenes of expiry that is killed at random instants."""

import random
import sys
import time
from datetime import date

from acting import acting, scene
from killing import start_and_kill
from rush_scenes import make_card, make_program

from odoo.tools import SQL

CUSTOMERS = 24
LOTS = 5  # of each customer before each night
EARNED = date(2020, 1, 15)  # they were valid for a month


def prepare(env):
    """Return a programme of points that expire, and the cards of its customers."""
    program = make_program(env)
    program.write({"expiry_mode": "earned", "expiry_months": 1})
    partners = env["res.partner"].create(
        [{"name": f"Killed {number}"} for number in range(CUSTOMERS)]
    )
    return program, [make_card(env, program, partner, 0).id for partner in partners]


def give(registry, cards, night):
    """Give every customer points that are no longer valid."""
    with acting(registry) as env:
        env["loyalty.history"].sudo()._post(
            [
                {
                    "card": env["loyalty.card"].browse(card),
                    "kind": "earn",
                    "event": "import",
                    "issued": 3.0,
                    "key": f"night:{night}:{card}:{place}",
                    "description": "Imported",
                    "day": EARNED,
                }
                for card in cards
                for place in range(LOTS)
            ]
        )


def expire(registry, program_id):
    """Run the night's expiry, a few customers to a transaction."""
    nights = "odoo.addons.crm_loyalty.models.ledger.loyalty_program_night"
    sys.modules[nights].BATCH = CUSTOMERS // 6
    with acting(registry) as env:
        program = env["loyalty.program"].browse(program_id)
        program._expire_points(program._get_today())


def look(registry, program_id):
    """Return how many lots have expired how often, and whether the sums agree."""
    with acting(registry) as env:
        rows = env.execute_query(
            SQL(
                """
                SELECT lot.pool_id, lot.points, count(movement.id),
                       coalesce(sum(movement.used), 0), coalesce(sum(part.points), 0)
                  FROM crm_loyalty_lot AS lot
                  JOIN crm_loyalty_pool AS pool ON pool.id = lot.pool_id
                  LEFT JOIN crm_loyalty_allocation AS part ON part.lot_id = lot.id
                  LEFT JOIN loyalty_history AS movement
                    ON movement.id = part.history_id AND movement.kind = 'expire'
                 WHERE pool.program_id = %s
                 GROUP BY lot.id
                """,
                program_id,
            )
        )
        pools = env["crm.loyalty.pool"].search([("program_id", "=", program_id)])
        left = dict.fromkeys(pools.ids, 0.0)
        for pool, points, times, *_sums in rows:
            left[pool] += 0 if times else points
        return {
            "lots": len(rows),
            "once": sum(times == 1 for _pool, _points, times, *_sums in rows),
            "twice": sum(times > 1 for _pool, _points, times, *_sums in rows),
            "uneven": sum(
                not (used == taken == (points if times else 0))
                for _pool, points, times, used, taken in rows
            ),
            "wrong": sum(pool.points != left[pool.id] for pool in pools),
            "torn": sum(points % (LOTS * 3.0) != 0 for points in left.values()),
        }


@scene
def kill_expiry(registry, kills):
    """SIGKILL the expiry of ever new lots; the last time it runs to its end."""
    with acting(registry) as env:
        program, cards = prepare(env)
    program_id = program.id
    give(registry, cards, "measured")
    start = time.monotonic()
    expire(registry, program_id)
    length = time.monotonic() - start
    killed = []
    for kill in range(int(kills)):
        give(registry, cards, kill)
        share = (kill + random.random()) / int(kills)
        start_and_kill(registry, length * share, lambda: expire(registry, program_id))
        killed.append(look(registry, program_id))
    expire(registry, program_id)
    done = look(registry, program_id)
    expire(registry, program_id)
    return {"killed": killed, "done": done, "again": look(registry, program_id)}
