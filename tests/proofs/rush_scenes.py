# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Scenes before and after a rush: what the sessions work on, and what came of it.

They play on core without our addons too; ``crm.loyalty.pool`` tells which it is.
"""

import json

from acting import acting, scene

from odoo import fields

PRICE = 10.0  # a euro is a point
COST = 100.0  # points of a reward
NAMES = (
    *("first", "card", "double", "cancel", "event", "merged", "gone"),
    *("same", "mixed", "changed", "given", "heir"),
)


def has_ledger(env):
    return "crm.loyalty.pool" in env


def make_program(env):
    program = {
        "name": "Rush",
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
                    "required_points": COST,
                }
            )
        ],
    }
    env["loyalty.program"].search([]).active = False
    return env["loyalty.program"].create(program)


def make_orders(env, product, partners):
    """Return a quotation over ten euros for each of ``partners``."""
    line = {"product_id": product.id, "price_unit": PRICE, "tax_ids": False}
    return env["sale.order"].create(
        [
            {"partner_id": partner.id, "order_line": [fields.Command.create(line)]}
            for partner in partners
        ]
    )


def make_card(env, program, partner, points):
    """Give a customer a card with points, each core's or our way."""
    values = {"program_id": program.id, "partner_id": partner.id, "points": points}
    return env["loyalty.card"].create(values)


def redeem(orders, program, card):
    for order in orders:
        order._update_programs_and_rewards()
        order._apply_program_reward(program.reward_ids, card)
    return orders


@scene
def prepare_rush(registry, sessions):
    """Make the customers and quotations of every scene; return their ids."""
    number = int(sessions)
    with acting(registry) as env:
        env.ref("base.user_admin").password = "rush"
        program = make_program(env)
        product = env["product.product"].create(
            {"name": "Rush", "type": "service", "taxes_id": False}
        )
        found = {name: env["res.partner"].create({"name": name}) for name in NAMES}
        orders = {
            name: make_orders(env, product, [found[name]] * number)
            for name in ("first", "card")
        }
        for name, points in (("card", 5), ("merged", 5), ("gone", 7), ("event", 0)):
            make_card(env, program, found[name], points)
        card = make_card(env, program, found["double"], COST)
        orders["double"] = make_orders(env, product, [found["double"]] * number)
        redeem(orders["double"], program, card)
        orders |= prepare_cancel(env, program, product, found["cancel"], number)
        both = [found["merged"], found["gone"]] * (number // 2)
        orders["merged"] = make_orders(env, product, both)
        orders |= prepare_changes(env, program, product, found, number)
        return {
            "program": program.id,
            "partners": {name: partner.id for name, partner in found.items()},
            "orders": {name: some.ids for name, some in orders.items()},
            "lines": orders["changed"].order_line.ids,
        }


def prepare_changes(env, program, product, partners, number):
    """One order for all, earnings beside spendings, and orders to be changed."""
    card = make_card(env, program, partners["mixed"], COST * (number // 4))
    half = [partners["mixed"]] * (number // 2)
    for name, points in (("same", 5), ("changed", 5), ("given", 5), ("heir", 7)):
        make_card(env, program, partners[name], points)
    found = {
        "same": make_orders(env, product, [partners["same"]]),
        "mixed": make_orders(env, product, half),
        "spent": redeem(make_orders(env, product, half), program, card),
        "changed": make_orders(env, product, [partners["changed"]] * number),
        "given": make_orders(env, product, [partners["given"]] * number),
    }
    (found["changed"] | found["given"]).action_confirm()
    return found


def prepare_cancel(env, program, product, partner, number):
    """Confirmed orders to be cancelled, and quotations that spend their points."""
    card = make_card(env, program, partner, 0)
    half = [partner] * (number // 2)
    earned = make_orders(env, product, half)
    earned.order_line.price_unit = COST
    earned.action_confirm()
    spending = redeem(make_orders(env, product, half), program, card)
    return {"cancel": earned, "spend": spending}


@scene
def look_rush(registry, cast):
    """Return what the orders of every scene gave, beside what the cards say."""
    cast = json.loads(cast)
    with acting(registry) as env:
        half = len(cast["orders"]["mixed"]) // 2
        found = {
            "first": look(env, cast, {"first": 0}, "first"),
            "card": look(env, cast, {"card": 5}, "card"),
            "double": look(env, cast, {"double": COST}, "double"),
            "cancel": look(env, cast, {"cancel": 0}, "cancel", "spend"),
            "merged": look(env, cast, {"merged": 5, "gone": 7}, "merged"),
            "same": look(env, cast, {"same": 5}, "same"),
            "mixed": look(env, cast, {"mixed": COST * half}, "mixed", "spent"),
            "changed": look(env, cast, {"changed": 5}, "changed"),
            "given": look(env, cast, {"given": 5, "heir": 7}, "given"),
        }
        if has_ledger(env):
            found["event"] = look(env, cast, {"event": 20})
        return found


def look(env, cast, before, *groups):
    """Compare the points on the cards of some customers with what they ordered.

    :param before: {customer: points before}; of one who was merged, the first has them
    """
    orders = env["sale.order"].browse(sum((cast["orders"][key] for key in groups), []))
    confirmed = orders.filtered(lambda order: order.state == "sale")
    wrong, accounts, people = [], [], 0
    for name, points in before.items():
        partner = env["res.partner"].browse(cast["partners"][name])
        people += len(partner.exists())
        if not partner.exists():
            wrong[0] -= points
            continue
        own = get_accounts(env, cast, partner)
        accounts += own
        right = points + get_earned(confirmed, partner)
        wrong.append(sum(own.mapped("points")) - right)
    points = sum(account.points for account in accounts)
    return {
        "confirmed": len(confirmed),
        "right": points - sum(wrong),
        "points": points,
        "lost": -sum(error for error in wrong if error < 0),
        "doubled": sum(error for error in wrong if error > 0),
        "split": len(accounts) - people,
        "overdrawn": max(-points, 0),
    }


def get_earned(orders, partner):
    """Return the points of orders of the customer, less what they spent."""
    lines = orders.filtered(lambda order: order.partner_id == partner).order_line
    goods = lines.filtered(lambda line: not line.reward_id)
    return sum(goods.mapped("price_subtotal")) - sum(lines.mapped("points_cost"))


def get_accounts(env, cast, partner):
    """Return where the customer's balance stands: pools, or core's cards."""
    cards = env["loyalty.card"].search(
        [("program_id", "=", cast["program"]), ("partner_id", "=", partner.id)]
    )
    return cards.pool_id if has_ledger(env) else cards
