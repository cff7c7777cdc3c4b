# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Random lives of customers: the ledger against plain arithmetic, after every step.

``CRM_SUITE_SEQUENCES`` and ``CRM_SUITE_MACHINE_STEPS`` set the size;
``./setup/bench proofs`` plays 2,000 sequences of 30 steps.
"""

import os
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import SQL
from odoo.tools.sql import table_columns

from odoo.addons.base.wizard import base_partner_merge
from odoo.addons.crm_loyalty.tests.ledger_orders_common import LedgerOrdersCommon

from .ledger_model import COST, RATE, Model, Sale

SEQUENCES = int(os.environ.get("CRM_SUITE_SEQUENCES", "8"))
STEPS = int(os.environ.get("CRM_SUITE_MACHINE_STEPS", "12"))
IS_FULL = "CRM_SUITE_SEQUENCES" in os.environ
PICK = st.integers(0, 999)
AMOUNT = st.integers(1, 60)
VALID_MONTHS = 3


class LedgerMachine(RuleBasedStateMachine):
    """Customers who buy, spend, give back, move, merge and let points expire."""

    case = None  # the test that lends its database

    def __init__(self):
        super().__init__()
        case = self.case
        self.savepoint = case.cr.savepoint()
        self.model = Model()
        self.orders, self.bills = [], []
        self.today = date(2026, 3, 1)
        self.customers = [case.make_partner(name) for name in ("A", "B", "C", "D")]
        firm = case.make_partner("Firm", is_company=True)
        self.clerks = [case.make_partner("E", parent_id=firm.id)]
        self.programs = {
            "club": case.program,
            "abroad": case.abroad,
            "fading": case.fading,
        }
        nights = type(case.env["crm.value.night"])
        self.patches = (
            patch.object(nights, "_get_today", lambda *_args: self.today),
            patch.object(base_partner_merge, "table_columns", find_columns),
        )
        for replaced in self.patches:
            replaced.start()

    def teardown(self):
        for replaced in self.patches:
            replaced.stop()
        self.savepoint.close(rollback=True)
        self.case.env.invalidate_all(flush=False)

    def pick(self, number, among=None):
        found = among or self.customers + self.clerks
        return found[number % len(found)]

    def pick_sale(self, number):
        place = number % len(self.orders)
        return place, self.model.sales[place], self.orders[place]

    # -------------------------------------------------------------------- steps

    @rule(who=PICK, price=AMOUNT, quantity=st.integers(1, 9), abroad=st.booleans())
    def buy(self, who, price, quantity, abroad):
        self.sell(self.pick(who), price, quantity, "abroad" if abroad else "club")

    def sell(self, customer, price, quantity, program, has_reward=False):
        case = self.case
        company = self.programs[program].company_id
        order = case.make_quotation(customer, price, company, quantity=quantity)
        sale = Sale(customer.commercial_partner_id, program, price, quantity)
        if has_reward:
            card = case.get_card(customer)
            order._update_programs_and_rewards()
            order._apply_program_reward(case.program.reward_ids, card)
            sale.has_reward = bool(order.order_line.filtered("points_cost"))
        order.action_confirm()
        self.model.sales.append(sale)
        self.orders.append(order)
        self.bills.append(None)

    @rule(who=PICK, quantity=st.integers(1, 5))
    def redeem(self, who, quantity):
        customer = self.pick(who)
        there = self.model.balance("club", customer.commercial_partner_id)
        is_enough = there + cut_points(30 * quantity) >= COST
        try:
            with self.case.cr.savepoint():
                self.sell(customer, 30, quantity, "club", has_reward=True)
        except ValidationError:
            self.case.assertFalse(is_enough)
        else:  # core leaves the reward out where there is too little
            self.case.assertEqual(self.model.sales[-1].has_reward, is_enough)

    @rule(who=PICK, cents=st.integers(-9000, 9000).filter(bool), key=st.integers(0, 20))
    def book(self, who, cents, key):
        """An event from elsewhere: once per key, never below zero."""
        customer, points = self.pick(who), Decimal(cents) / 100
        owner = self.model.owner(customer.commercial_partner_id)
        before = self.model.booked.get(key)
        if before:
            is_same = (self.model.owner(before[0]), before[1]) == (owner, points)
        else:
            there = self.model.balance("club", owner)
            is_same = points > 0 or there + points >= 0
        book = self.case.give
        if is_same:
            book(customer, float(points), key=f"machine:{key}")
            self.model.booked[key] = before or (owner, points)
        else:
            with self.case.assertRaises(ValidationError), self.case.cr.savepoint():
                book(customer, float(points), key=f"machine:{key}")

    @precondition(lambda self: self.model.booked)
    @rule(number=PICK)
    def replay(self, number):
        key, (owner, points) = self.pick(number, sorted(self.model.booked.items()))
        owner = self.model.owner(owner)
        self.case.give(owner, float(points), key=f"machine:{key}")

    @precondition(lambda self: self.orders)
    @rule(number=PICK)
    def cancel(self, number):
        _place, sale, order = self.pick_sale(number)
        order._action_cancel()
        sale.is_open = False

    @precondition(lambda self: self.orders)
    @rule(number=PICK, quantity=st.integers(0, 9))
    def change_quantity(self, number, quantity):
        _place, sale, order = self.pick_sale(number)
        if sale.is_open:
            line = order.order_line.filtered(lambda line: not line.reward_id)
            line.write({"product_uom_qty": quantity, "price_unit": sale.price})
            sale.quantity = quantity

    @precondition(lambda self: self.orders)
    @rule(number=PICK, who=PICK)
    def change_customer(self, number, who):
        _place, sale, order = self.pick_sale(number)
        if sale.is_open and not sale.billed:
            customer = self.pick(who)
            order.partner_id = customer
            sale.customer = customer.commercial_partner_id

    @precondition(lambda self: self.orders)
    @rule(number=PICK, is_paid=st.booleans())
    def bill(self, number, is_paid):
        place, sale, order = self.pick_sale(number)
        if sale.is_open and not sale.billed and sale.quantity and not sale.has_reward:
            self.bills[place] = self.case.make_bill(order)
            sale.billed = sale.ordered
            if is_paid:
                self.case.pay(self.bills[place])
                sale.is_paid = True

    @precondition(lambda self: any(self.bills))
    @rule(number=PICK, amount=AMOUNT)
    def refund(self, number, amount):
        billed = [place for place, bill in enumerate(self.bills) if bill]
        place = self.pick(number, billed)
        sale = self.model.sales[place]
        if sale.refunded + amount <= sale.billed:
            self.case.refund(self.bills[place], amount)
            sale.refunded += amount

    @precondition(lambda self: len(self.customers) > 2)
    @rule(first=PICK, second=PICK)
    def merge(self, first, second):
        into, gone = self.pick(first, self.customers), self.pick(second, self.customers)
        if into != gone:
            wizards = self.case.env["base.partner.merge.automatic.wizard"]
            wizards.create({})._merge((into | gone).ids, into)
            self.case.env.invalidate_all()
            self.customers.remove(gone)
            self.model.merge(gone, into)

    @rule(who=PICK, points=AMOUNT)
    def give_fading(self, who, points):
        self.fill(self.pick(who), points)

    def fill(self, customer, points):
        """Give points that are valid for some months from today."""
        self.case.give(customer, float(points), self.case.fading)
        self.model.give(
            customer.commercial_partner_id,
            points,
            self.today,
            self.today + relativedelta(months=VALID_MONTHS),
        )

    @rule(who=PICK, given=AMOUNT, days=st.sampled_from((0, 40, 100)), points=AMOUNT)
    def take_fading(self, who, given, days, points):
        """Nobody spends what is no longer valid, whether the night was there or not."""
        customer = self.pick(who)
        self.fill(customer, given)
        self.today += timedelta(days=days)
        purse = self.model.purse(customer.commercial_partner_id)
        take = partial(self.case.give, customer, -float(points), self.case.fading)
        if points <= purse.count(self.today):
            take()
            purse.take(points, self.today)
        else:
            with self.case.assertRaises(ValidationError), self.case.cr.savepoint():
                take()

    @rule(days=st.integers(1, 400))
    def wait(self, days):
        """The clock jumps; no night ran in between."""
        self.today += timedelta(days=days)

    @rule()
    def sleep(self):
        """The night expires what is no longer valid, of everybody, once."""
        program, lots = self.case.fading, self.case.env["crm.loyalty.lot"].sudo()
        pools = lots._find_due_pools(program, self.today)
        program._expire_batch(pools, self.today)
        self.case.assertFalse(lots._find_due_pools(program, self.today))
        for purse in self.model.purses.values():
            purse.expire(self.today)

    # --------------------------------------------------------------- invariants

    @invariant()
    def ledger_is_the_model(self):
        case = self.case
        case.env.flush_all()
        expected = {
            (self.programs[program].id, owner.id): tuple(map(float, figures))
            for (program, owner), figures in self.model.balances().items()
            if any(figures)
        }
        pools = case.pools.search([("program_id", "in", self.program_ids())])
        found = {
            (pool.program_id.id, pool.commercial_partner_id.id): (
                pool.points,
                pool.points_pending,
            )
            for pool in pools
            if pool.points or pool.points_pending
        }
        case.assertEqual(found, expected)
        for card in pools.card_ids:
            case.assertEqual(card.points, card.pool_id.points)
            case.assertEqual(
                card.pool_id.commercial_partner_id,
                card.partner_id.commercial_partner_id,
            )
        case.assert_sums(pools)

    def program_ids(self):
        return [program.id for program in self.programs.values()]

    @invariant()
    def debts_come_from_reversals_alone(self):
        rows = self.case.env.execute_query(
            SQL(
                """
                SELECT pool_id FROM loyalty_history
                 WHERE kind IS NOT NULL AND pool_id IN (
                    SELECT id FROM crm_loyalty_pool WHERE program_id = ANY(%s)
                 )
                 GROUP BY pool_id
                HAVING sum(issued - used) < -1e-6
                   AND count(*) FILTER (WHERE kind = 'reverse' AND used > 0) = 0
                """,
                self.program_ids(),
            )
        )
        self.case.assertEqual(rows, [])


@cache
def find_columns(cr, table):
    """Ask for the columns of a table once; a merge asks for those of 90 tables."""
    return table_columns(cr, table)


def cut_points(amount):
    return (amount * RATE).quantize(Decimal("0.01"), rounding="ROUND_DOWN")


@tagged("post_install", "-at_install")
class TestLedgerMachine(LedgerOrdersCommon):
    """Two companies; points at once, when the invoice is paid, and such that expire."""

    def test_any_life_adds_up(self):
        other = self.make_company("Other company")
        self.env.user.company_ids |= other
        companies = (self.company | other).ids
        self.env = self.env(
            context={
                **self.env.context,
                "allowed_company_ids": companies,
                "tracking_disable": True,  # messages are not the ledger's, but slow
            }
        )
        type(self).env = self.env
        self.program.rule_ids.reward_point_amount = float(RATE)
        type(self).abroad = self.make_program(
            "Abroad",
            company=other,
            rule={"reward_point_amount": float(RATE)},
            points_release="paid",
        )
        type(self).fading = self.make_program(
            "Fading", sale_ok=False, expiry_mode="earned", expiry_months=VALID_MONTHS
        )
        machine = type("Machine", (LedgerMachine,), {"case": self})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=SEQUENCES,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                derandomize=not IS_FULL,
                suppress_health_check=list(HealthCheck),
                phases=tuple(Phase) if IS_FULL else (Phase.generate,),
                print_blob=True,
            ),
        )
