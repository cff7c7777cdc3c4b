# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What the ledger of points should say, in plain Python: the oracle of the machine."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import count

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


@dataclass
class Lot:
    """Points that were given together: until when they are valid, what is left."""

    valid_until: object
    earned_on: object
    place: int
    left: int

    @property
    def turn(self):
        """The order of use."""
        return self.valid_until, self.earned_on, self.place


class Purse:
    """Points that expire, of one customer: oldest first, and no row of a ledger.

    What is no longer valid is still shown until the night, or somebody who takes
    points, books it off.
    """

    def __init__(self):
        self.lots = []

    def count(self, today=None):
        """Return what is there; with ``today``, what of it is valid."""
        return sum(
            lot.left for lot in self.lots if not today or lot.valid_until >= today
        )

    def expire(self, today):
        self.lots = [lot for lot in self.lots if lot.valid_until >= today]

    def take(self, points, today):
        self.expire(today)
        for lot in sorted(self.lots, key=lambda lot: lot.turn):
            taken = min(lot.left, points)
            lot.left -= taken
            points -= taken


class Model:
    """Balances by arithmetic alone: no rows, no lots, no database."""

    def __init__(self):
        self.sales = []
        self.booked = {}  # key: (customer, points)
        self.merged = {}  # customer: into whom
        self.purses = {}  # customer: points that expire
        self.places = count()

    def owner(self, customer):
        while customer in self.merged:
            customer = self.merged[customer]
        return customer

    def purse(self, customer):
        return self.purses.setdefault(self.owner(customer), Purse())

    def give(self, customer, points, today, valid_until):
        lot = Lot(valid_until, today, next(self.places), points)
        self.purse(customer).lots.append(lot)

    def merge(self, gone, into):
        lots = self.purse(gone).lots
        del self.purses[gone]
        self.merged[gone] = into
        self.purse(into).lots += lots

    def balances(self):
        """Return ``{(programme, customer): [points, pending]}``."""
        found = {}

        def add(program, customer, points, pending=0):
            row = found.setdefault((program, self.owner(customer)), [0, 0])
            row[0] += points
            row[1] += pending

        for customer, points in self.booked.values():
            add("club", customer, points)
        for customer, purse in self.purses.items():
            add("fading", customer, purse.count())
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
