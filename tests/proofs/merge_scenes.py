# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Customers are merged by one while another gives them points."""

from acting import acting, scene
from rush_scenes import make_card, make_program

import odoo
from odoo.exceptions import ConcurrencyError
from odoo.service.model import retrying

POINTS = 5.0


def merge(env, kept, gone):
    wizards = env["base.partner.merge.automatic.wizard"]
    wizards.create({})._merge([kept, gone], env["res.partner"].browse(kept))


def give(env, program, kept, gone):
    """Give points to who is to be merged, or to whom that one was merged into."""
    partners = env["res.partner"].browse([gone, kept])
    partner = partners.exists()[0]
    card = env["loyalty.card"]._get_card(
        env["loyalty.program"].browse(program), partner
    )
    entry = {"kind": "earn", "event": "gift", "issued": POINTS, "description": "Gift"}
    env["loyalty.history"].sudo()._post([{"card": card, **entry}])


@scene
def merge_meets_giver(registry, first):
    """``first`` ("merge" or "give") ends while the other has looked already.

    Returns whether the other was told to try again, and the balance at the end.
    """
    with acting(registry) as env:
        program = make_program(env)
        partners = env["res.partner"].create([{"name": "Kept"}, {"name": "Gone"}])
        for partner in partners:
            make_card(env, program, partner, POINTS)
    calls = {
        "merge": lambda env: merge(env, *partners.ids),
        "give": lambda env: give(env, program.id, *partners.ids),
    }
    second = next(call for name, call in calls.items() if name != first)
    tries = []

    def act(env):
        look(env, partners.ids)
        if not tries:
            with acting(registry) as other:
                calls[first](other)
        tries.append(first)
        try:
            second(env)
        except ConcurrencyError as error:
            tries.append(str(error))
            raise

    with registry.cursor() as cursor:
        env = odoo.api.Environment(cursor, odoo.SUPERUSER_ID, {})
        retrying(lambda: act(env), env)
    with acting(registry) as env:
        pools = env["crm.loyalty.pool"].search([("program_id", "=", program.id)])
        return {"tries": tries.count(first), "balances": pools.mapped("points")}


def look(env, partner_ids):
    """Begin the transaction: from here on it sees nothing that others commit."""
    cards = env["loyalty.card"].search([("partner_id", "in", partner_ids)])
    cards.pool_id.mapped("commercial_partner_id.name")
