# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The ledger of points against core alone, and against the bare SQL of its rows.

- ``order_confirm`` confirms the same orders with our addons and on a database with
  core alone, one here and one there; the figures are the medians of an order, the
  limit is core's, the aim 1.10 of it.
- ``bulk_post`` books 100,000 events of 10,000 customers. The limit is the bare SQL that
  inserts the same movements and lots, indexes included; the aim 3 times that.
- ``expire`` ends 100,000 lots of 10,000 customers, against the bare SQL; the aim is 3.
- ``balance`` reads the balance of a customer with 10,000 movements; the aim is 5 ms by
  the plan node that is printed.
- ``one_card_32`` lets 32 people earn on one card at once, over HTTP: no serialisation
  failure, 95 of 100 within 3 seconds. The server has 4 processes, as in production: in
  one, all wait for Python's lock and not for the database. ``core`` is what core alone
  makes of it on the same server; ``alone`` the seconds of one who is alone on ours.
"""

import statistics
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import harness
from bootstrap import database, templates

from odoo import fields
from odoo.tools import SQL

sys.path.insert(0, str(Path(__file__).parent.parent / "proofs"))

CONFIRMED, WARM = 150, 20
BUYERS = 20
EVENTS = 100_000
CUSTOMERS = 10_000
BATCH = 2000
RUNS = 3
MOVES = 10_000
SESSIONS, WORKERS = 32, 4
# The aims that the ratios and milliseconds are held against.
CONFIRM_AIM, BULK_AIM, EXPIRE_AIM, BALANCE_MS, P95_SECONDS = 1.10, 3.0, 3.0, 5.0, 3.0


def make_program(env):
    env["loyalty.program"].search([]).active = False
    return env["loyalty.program"].create(
        {
            "name": "Bench",
            "program_type": "loyalty",
            "applies_on": "both",
            "trigger": "auto",
            "portal_point_name": "points",
            "rule_ids": [
                fields.Command.create({"reward_point_mode": "money", "minimum_qty": 0})
            ],
            "reward_ids": [
                fields.Command.create(
                    {
                        "reward_type": "discount",
                        "discount": 5,
                        "discount_mode": "per_order",
                        "required_points": 100,
                    }
                )
            ],
        }
    )


# ---------------------------------------------------------------------- orders


def prepare_orders(registry):
    """Return the ids of quotations over three lines, for customers with cards."""
    with harness.environment(registry) as env:
        program = make_program(env)
        product = env["product.product"].create(
            {"name": "Bench", "type": "service", "list_price": 20.0}
        )
        partners = env["res.partner"].create(
            [{"name": f"Bench {number}"} for number in range(BUYERS)]
        )
        env["loyalty.card"].create(
            [
                {"program_id": program.id, "partner_id": partner.id, "points": 10}
                for partner in partners
            ]
        )
        line = fields.Command.create({"product_id": product.id, "product_uom_qty": 2})
        orders = env["sale.order"].create(
            [
                {
                    "partner_id": partners[place % BUYERS].id,
                    "order_line": [line, line, line],
                }
                for place in range(WARM + CONFIRMED)
            ]
        )
        return orders.ids


def confirm(registry, order_id):
    """Return the seconds and the queries of confirming one order."""
    with harness.environment(registry) as env:
        order = env["sale.order"].browse(order_id)
        before = env.cr.sql_log_count

        def press():
            order.action_confirm()
            env.cr.flush()

        seconds = harness.seconds_of(press)
        return seconds, env.cr.sql_log_count - before


def bench_confirm(ours, core):
    """Confirm orders in turns, ours and core's; compare the medians of one order."""
    registries = {"ours": ours, "core": core}
    orders = {name: prepare_orders(found) for name, found in registries.items()}
    seconds, queries = {"ours": [], "core": []}, {}
    for place in range(WARM + CONFIRMED):
        for name, registry in registries.items():
            taken, queries[name] = confirm(registry, orders[name][place])
            if place >= WARM:
                seconds[name].append(taken)
    taken, limit = (statistics.median(seconds[name]) for name in registries)
    harness.report(
        "order_confirm",
        CONFIRMED,
        taken,
        limit,
        aim=CONFIRM_AIM,
        queries=[queries["ours"], queries["core"]],
    )


# ------------------------------------------------------------------ bulk postings

BARE = """
WITH moved AS (
    INSERT INTO loyalty_history
           (card_id, pool_id, kind, event, description, source_key, issued, used,
            pending, booked_on, create_uid, write_uid, create_date, write_date)
    SELECT card.id, card.pool_id, 'earn', 'visit', 'Visit', 'bare:' || n, 5, 0, 0,
           %(day)s, 1, 1, now(), now()
      FROM generate_series(1, %(events)s) AS n
      JOIN unnest(%(cards)s) WITH ORDINALITY AS chosen (id, place)
        ON chosen.place = n %% cardinality(%(cards)s) + 1
      JOIN loyalty_card AS card ON card.id = chosen.id
    RETURNING id, pool_id, issued, booked_on
)
INSERT INTO crm_loyalty_lot (history_id, pool_id, points, earned_on, create_uid,
       write_uid, create_date, write_date)
SELECT id, pool_id, issued, booked_on, 1, 1, now(), now() FROM moved
"""
BARE_EXPIRY = """
WITH moved AS (
    INSERT INTO loyalty_history
           (card_id, pool_id, kind, event, description, source_key, issued, used,
            pending, booked_on, create_uid, write_uid, create_date, write_date)
    SELECT given.card_id, lot.pool_id, 'expire', 'expiry', 'Points expired',
           'bare:expire:' || lot.id, 0, lot.points, 0, %(day)s, 1, 1, now(), now()
      FROM crm_loyalty_lot AS lot
      JOIN loyalty_history AS given ON given.id = lot.history_id
     WHERE lot.expires_on < %(day)s
    RETURNING id, pool_id, used, source_key
)
INSERT INTO crm_loyalty_allocation (history_id, lot_id, pool_id, points)
SELECT id, split_part(source_key, ':', 3)::int, pool_id, used FROM moved
"""
DAY = date(2026, 6, 30)


def prepare_cards(registry):
    """Return the cards of many customers, made by SQL."""
    with harness.environment(registry) as env:
        program = make_program(env)
        env.cr.execute(
            SQL(
                """
                WITH customer AS (
                    INSERT INTO res_partner (name, active, type, autopost_bills,
                           create_date, write_date)
                    SELECT 'Bench ' || n, TRUE, 'contact', 'ask', now(), now()
                      FROM generate_series(1, %(customers)s) AS n
                    RETURNING id
                ), own AS (
                    UPDATE res_partner SET commercial_partner_id = res_partner.id
                      FROM customer WHERE FALSE RETURNING res_partner.id
                )
                INSERT INTO loyalty_card (program_id, partner_id, company_id, code,
                       active, create_date, write_date)
                SELECT %(program)s, id, %(company)s, 'bench-' || id, TRUE, now(), now()
                  FROM customer
                """,
                customers=CUSTOMERS,
                program=program.id,
                company=env.company.id,
            )
        )
        env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id "
            "WHERE commercial_partner_id IS NULL"
        )
        cards = env["loyalty.card"].search([("program_id", "=", program.id)])
        cards._join_pools()
        return cards.ids


def post_all(env, cards, name):
    """Book the events as a job does: in batches of one transaction each."""
    rows = env["loyalty.history"].sudo()
    for start in range(0, EVENTS, BATCH):
        rows._post(
            [
                {
                    "card": cards[place % CUSTOMERS],
                    "kind": "earn",
                    "event": "visit",
                    "issued": 5.0,
                    "key": f"{name}:{place}",
                    "description": "Visit",
                    "day": DAY,
                }
                for place in range(start, start + BATCH)
            ]
        )
        env.invalidate_all()


@contextmanager
def undone(registry, keep=False):
    """A superuser environment whose work is taken back, unless ``keep``."""
    with registry.cursor() as cursor:
        env = harness.odoo.api.Environment(cursor, harness.odoo.SUPERUSER_ID, {})
        yield env
        if not keep:
            env.invalidate_all(flush=False)
            cursor.rollback()


def seconds_of_sql(registry, query, **values):
    with undone(registry) as env:
        return harness.seconds_of(lambda: env.cr.execute(query, values))


def seconds_of_posting(registry, card_ids, run):
    """Book all events; those of the last run stay, for ``expire``."""
    with undone(registry, keep=run == RUNS - 1) as env:
        cards = env["loyalty.card"].browse(card_ids)
        return harness.seconds_of(lambda: post_all(env, cards, f"bench-{run}"))


def bench_bulk(registry, card_ids):
    """Measure booking and the bare SQL in turns."""
    seconds, bare = [], []
    for run in range(RUNS):
        bare.append(
            seconds_of_sql(registry, BARE, events=EVENTS, cards=card_ids, day=DAY)
        )
        seconds.append(seconds_of_posting(registry, card_ids, run))
    taken, limit = statistics.median(seconds), statistics.median(bare)
    harness.report("bulk_post", EVENTS, taken, limit, aim=BULK_AIM)


def expire_all(env):
    """Let all lots end on one day, batch by batch, as the night does."""
    lots = env["crm.loyalty.lot"].sudo()
    program = env["loyalty.program"].search([("name", "=", "Bench")])
    pools, count = lots._find_due_pools(program, DAY), 0
    for start in range(0, len(pools), BATCH):
        some = pools[start : start + BATCH]
        some._lock()
        lots._settle(some)
        count += lots._expire(some, DAY)
    return count


def bench_expire(registry):
    with harness.environment(registry) as env:
        env.cr.execute(
            SQL("UPDATE crm_loyalty_lot SET expires_on = %s", date(2026, 6, 1))
        )
        env.cr.execute("ANALYZE loyalty_history")
        env.cr.execute("ANALYZE crm_loyalty_lot")
    seconds, bare, counts = [], [], []
    for _run in range(RUNS):
        bare.append(seconds_of_sql(registry, BARE_EXPIRY, day=DAY))
        with undone(registry) as env:
            start = time.perf_counter()
            counts.append(expire_all(env))
            seconds.append(time.perf_counter() - start)
    taken, limit = statistics.median(seconds), statistics.median(bare)
    harness.report("expire", counts[0], taken, limit, aim=EXPIRE_AIM)


# --------------------------------------------------------------------- balances


def bench_balance(registry, card_id):
    with harness.environment(registry) as env:
        card = env["loyalty.card"].browse(card_id)
        env.cr.execute(BARE, {"events": MOVES, "cards": [card_id], "day": DAY})
    with registry.cursor() as cursor:
        cursor.connection.autocommit = True
        cursor.execute("VACUUM ANALYZE loyalty_history")
        cursor.connection.autocommit = False
    with harness.environment(registry) as env:
        card = env["loyalty.card"].browse(card_id)
        pool = card.pool_id
        seconds = harness.median_of(pool._get_sums, runs=15)
        plan = env.execute_query(
            SQL(
                """
                EXPLAIN SELECT pool_id, %s FROM loyalty_history
                 WHERE pool_id = ANY(%s) AND kind IS NOT NULL GROUP BY pool_id
                """,
                pool._get_balance_sql(),
                pool.ids,
            )
        )
        scan = next(line.strip(" ->") for (line,) in plan if "Scan" in line)
        harness.report(
            "balance",
            MOVES,
            seconds,
            BALANCE_MS / 1000,
            ms=round(seconds * 1000, 2),
            points=card.points,
            node=scan.split("  (")[0],
        )


# ------------------------------------------------------------------ many at once


def bench_one_card(names):
    """Let 32 people confirm orders of one customer, on our database and on core's."""
    import rush

    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for column, name in names.items():
            cast = rush.play(name, "prepare_rush", SESSIONS)
            with rush.serving(name, folder, WORKERS) as server:
                played = rush.Rush(server, cast, SESSIONS)
                first = played.confirm("first")
                played.play("warm", first[: 2 * WORKERS])
                played.play("alone", first[-1:])
                played.play("card", played.confirm("card"))
                found[column] = played.answers
    ours = found["ours"]["card"]
    harness.report(
        "one_card_32",
        SESSIONS,
        ours["p95"],
        P95_SECONDS,
        failures=ours["retries"],
        refused=ours["refused"],
        workers=WORKERS,
        alone=found["ours"]["alone"]["p95"],
        core=found["core"]["card"],
    )


def main():
    with ExitStack() as stack:
        ours = stack.enter_context(harness.own_database("loyalty"))
        name = f"{ours.db_name}_core"
        database.copy(templates.core(), name)
        stack.callback(database.drop, name)
        stack.callback(harness.odoo.sql_db.close_all)
        core = harness.Registry(name)
        bench_confirm(ours, core)
        card_ids = prepare_cards(ours)
        bench_bulk(ours, card_ids)
        if hasattr(ours["crm.loyalty.lot"], "_find_due_pools"):
            bench_expire(ours)
        bench_balance(ours, card_ids[0])
        harness.odoo.sql_db.close_all()
        bench_one_card({"ours": ours.db_name, "core": name})


if __name__ == "__main__":
    sys.exit(main())
