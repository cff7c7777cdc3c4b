# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Two registers ring up the same customer at the same moment."""

import threading
from uuid import uuid4

from acting import acting, scene
from rush_scenes import COST, PRICE, make_card, make_program

import odoo
from odoo.fields import Command
from odoo.service.model import retrying

DISCOUNT = 5.0  # of the reward for COST points


@scene
def registers_meet(registry):
    """Return what came of two sales at once: on a new card, and twice the same reward.

    Every step of both is one transaction, and both have looked before one of them ends.
    Each register tells everything a second time.
    """
    with acting(registry) as env:
        cast = prepare(env)
    answers = {}
    for name, has_card in (("new", False), ("reward", True)):
        sales = [prepare_sale(cast, cast[name], has_card) for _number in range(2)]
        answers[name] = at_once(registry, sales)
        at_once(registry, sales)  # they tell it again
    sale = prepare_sale(cast, cast["same"], False)
    answers["same"] = at_once(registry, [sale, sale])
    with acting(registry) as env:
        return {
            name: look(env, cast, partner) | answers[name]
            for name, partner in cast.items()
            if name in answers
        }


def prepare(env):
    """Open a register; return ids of it, of the programme and of the customers."""
    program = make_program(env)
    product = env["product.product"].create(
        {"name": "Wares", "taxes_id": False, "available_in_pos": True}
    )
    names = ("new", "reward", "same")
    partners = env["res.partner"].create([{"name": name} for name in names])
    card = make_card(env, program, partners[1], COST)
    make_card(env, program, partners[2], 0)
    counter = env["pos.config"].create({"name": "Shop"})
    env["pos.session"].create({"config_id": counter.id})
    return dict(zip(names, partners.ids, strict=True)) | {
        "program": program.id,
        "reward_id": program.reward_ids.id,
        "card": card.id,
        "product": product.id,
        "session": counter.current_session_id.id,
        "method": counter.payment_method_ids.filtered("is_cash_count")[:1].id,
    }


def prepare_sale(cast, partner, has_card):
    """Return what the screen sends: the order, and what it moves on which card."""
    lines = [prepare_line(cast, PRICE)]
    points, card = PRICE, -1
    if has_card:
        reward = {
            "is_reward_line": True,
            "reward_id": cast["reward_id"],
            "coupon_id": cast["card"],
            "points_cost": COST,
            "reward_identifier_code": "code",
        }
        lines.append(prepare_line(cast, -DISCOUNT, **reward))
        points, card = PRICE - DISCOUNT - COST, cast["card"]
    total = sum(line[2]["price_unit"] for line in lines)
    payment = {"amount": total, "payment_method_id": cast["method"]}
    order = {
        "uuid": str(uuid4()),
        "access_token": str(uuid4()),
        "name": "/",
        "state": "paid",
        "session_id": cast["session"],
        "partner_id": partner,
        "date_order": "2026-03-10 09:00:00",
        "amount_paid": total,
        "amount_total": total,
        "amount_tax": 0,
        "amount_return": 0,
        "lines": lines,
        "payment_ids": [Command.create(payment)],
    }
    moved = {
        "points": points,
        "program_id": cast["program"],
        "coupon_id": card,
        "barcode": "",
        "partner_id": partner,
        "line_codes": ["code"],
    }
    return order, {str(card): moved}


def prepare_line(cast, amount, **vals):
    line = {
        "product_id": cast["product"],
        "qty": 1,
        "price_unit": amount,
        "price_subtotal": amount,
        "price_subtotal_incl": amount,
        "tax_ids": [Command.clear()],
        "uuid": str(uuid4()),
    }
    return Command.create(line | vals)


def at_once(registry, sales):
    """Ring up both sales; return whether each was granted, and whether one waited."""
    gate = threading.Barrier(len(sales), timeout=120)
    found = [None] * len(sales)
    registers = [Register(registry, gate) for _sale in sales]

    def ring_up(place):
        threading.current_thread().dbname = registry.db_name
        try:
            found[place] = registers[place].ring_up(*sales[place])
        except BaseException:
            gate.abort()
            raise

    threads = [
        threading.Thread(target=ring_up, args=(place,)) for place in range(len(sales))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    collided = any(register.tries > register.calls for register in registers)
    return {"granted": found, "collided": collided}


class Register:
    """Calls the server as a screen does; each call begins when the other's does."""

    def __init__(self, registry, gate):
        self.registry, self.gate = registry, gate
        self.calls = self.tries = 0

    def ring_up(self, order, changes):
        moved = {card: data["points"] for card, data in changes.items()}
        taken = {card: points for card, points in moved.items() if int(card) > 0}
        answer = self.call(lambda orders: orders.validate_coupon_programs(taken, []))
        rows = self.call(lambda orders: orders.sync_from_ui([dict(order)]))["pos.order"]
        self.call(
            lambda orders: orders.browse(rows[0]["id"]).confirm_coupon_programs(
                {card: dict(data) for card, data in changes.items()}
            )
        )
        return answer["successful"]

    def call(self, function):
        with self.registry.cursor() as cursor:
            env = odoo.api.Environment(cursor, odoo.SUPERUSER_ID, {})
            waiting = [self.gate]
            self.calls += 1

            def act():
                self.tries += 1
                env["res.partner"].search([], limit=1)  # its snapshot is from now
                if waiting:
                    waiting.pop().wait()
                return function(env["pos.order"])

            return retrying(act, env)


def look(env, cast, partner):
    """Return what is booked for a customer, and what the balance says."""
    pools = env["crm.loyalty.pool"].search(
        [("program_id", "=", cast["program"]), ("commercial_partner_id", "=", partner)]
    )
    rows = pools.history_ids.filtered(lambda row: row.order_model == "pos.order")
    return {
        "balances": pools.mapped("points"),
        "is_owing": pools.mapped("is_owing"),
        "sales": len(set(rows.mapped("order_id"))),
        "moved": sorted(rows.mapped("change")),
    }
