# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What the ledger of points should say, in plain Python: the oracle of the machine."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

RATE = Decimal("0.37")  # points per euro
COST = Decimal(100)  # points of a reward
STEP = Decimal("0.01")


def cut(points):
    return points.quantize(STEP, rounding=ROUND_DOWN)


@dataclass
class Sale:
    """An order of one line: what was awarded for, and what became of it."""

    customer: object
    program: str
    price: int
    quantity: int
    has_reward: bool = False
    payer: object = None
    is_open: bool = True
    billed: int = 0
    refunded: int = 0
    is_paid: bool = False
    basis: int = 0

    def __post_init__(self):
        self.basis = self.ordered
        self.payer = self.customer

    @property
    def ordered(self):
        return self.price * self.quantity

    @property
    def kept(self):
        """Refunds take away, unless they only correct an invoice beyond the order."""
        excess = max(0, self.billed - self.ordered)
        return max(0, self.ordered - max(0, self.refunded - excess))

    def worth(self, amount):
        given = cut(self.basis * RATE)
        return given if amount == self.basis else cut(given * amount / self.basis)


class Model:
    """Balances by arithmetic alone: no rows, no lots, no database."""

    def __init__(self):
        self.sales = []
        self.booked = {}  # key: (customer, points)
        self.merged = {}  # customer: into whom

    def owner(self, customer):
        while customer in self.merged:
            customer = self.merged[customer]
        return customer

    def balances(self):
        """Return ``{(programme, customer): [points, pending]}``."""
        found = {}

        def add(program, customer, points, pending=0):
            row = found.setdefault((program, self.owner(customer)), [0, 0])
            row[0] += points
            row[1] += pending

        for customer, points in self.booked.values():
            add("club", customer, points)
        for sale in self.sales:
            if not sale.is_open:
                continue
            total = sale.worth(sale.kept)
            ready = total
            if sale.program == "abroad":  # given once the invoice is paid
                paid = sale.billed if sale.is_paid else 0
                ready = sale.worth(min(paid, sale.kept))
            add(sale.program, sale.customer, ready, total - ready)
            if sale.has_reward:
                add(sale.program, sale.payer, -COST)
        return found

    def balance(self, program, customer):
        return self.balances().get((program, self.owner(customer)), [0, 0])[0]
