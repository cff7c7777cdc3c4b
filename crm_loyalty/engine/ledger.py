# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dataclasses import dataclass

NOISE_DIGITS = 6
# The two streams of an order: what it gives, and what its rewards cost.
EARNED, REDEEMED = "order", "reward"


@dataclass(frozen=True)
class Movement:
    """One entry of the ledger: its kind and its figures, in points, 0 or more.

    ``pending`` alone may be negative: points that no longer wait.
    """

    kind: str
    issued: float = 0.0
    used: float = 0.0
    pending: float = 0.0


def find_movement(have, want, is_spending=False):
    """Return the movement that turns what is booked into what is right, or None.

    :param have: (points, pending) booked so far for one document, net: what it gave
        less what was taken back; negative for what it spent
    :param want: the same as it should be
    :param is_spending: whether the document spends points

    An order that gives 120 points once it is paid; it is paid; a third is refunded:

    >>> find_movement((0, 0), (0, 120))
    Movement(kind='pending', issued=0.0, used=0.0, pending=120.0)
    >>> find_movement((0, 120), (120, 0))
    Movement(kind='confirm', issued=120.0, used=0.0, pending=-120.0)
    >>> find_movement((120, 0), (80, 0))
    Movement(kind='reverse', issued=0.0, used=40.0, pending=0.0)

    Half of an order is paid, then it is cancelled:

    >>> find_movement((0, 120), (60, 60))
    Movement(kind='confirm', issued=60.0, used=0.0, pending=-60.0)
    >>> find_movement((60, 60), (0, 0))
    Movement(kind='reverse', issued=0.0, used=60.0, pending=-60.0)

    A reward for 100 points, of which half is given back; nothing twice:

    >>> find_movement((0, 0), (-100, 0), is_spending=True)
    Movement(kind='spend', issued=0.0, used=100.0, pending=0.0)
    >>> find_movement((-100, 0), (-50, 0), is_spending=True)
    Movement(kind='reverse', issued=50.0, used=0.0, pending=0.0)
    >>> find_movement((-50, 0), (-50, 0), is_spending=True)
    """
    points = round(want[0] - have[0], NOISE_DIGITS)
    pending = round(want[1] - have[1], NOISE_DIGITS)
    if not points and not pending:
        return None
    figures = {
        "issued": float(max(points, 0)),
        "used": float(max(-points, 0)),
        "pending": float(pending),
    }
    if is_spending:
        return Movement("spend" if points < 0 else "reverse", **figures)
    if points < 0 or (not points and pending < 0):
        return Movement("reverse", **figures)
    if points and pending < 0:
        return Movement("confirm", **figures)
    return Movement("earn" if points else "pending", **figures)


def find_kept(ordered, invoiced, refunded):
    """Return which part of an order line's amount the customer keeps.

    A refund that only corrects an invoice beyond the order takes nothing away. All
    three are amounts in one currency; a discount's are negative.

    Two of two refunded by half; the order cut to one first; invoiced anew afterwards;
    a refund larger than the order:

    >>> find_kept(200, 200, 100), find_kept(100, 200, 100), find_kept(200, 400, 200)
    (100.0, 100.0, 200.0)
    >>> find_kept(200, 200, 250), find_kept(-20, -20, -5)
    (0.0, -15.0)
    """
    sign = -1.0 if ordered < 0 else 1.0
    ordered, invoiced, refunded = ordered * sign, invoiced * sign, refunded * sign
    excess = max(0.0, invoiced - ordered)
    kept = ordered - max(0.0, refunded - excess)
    return sign * min(max(kept, 0.0), ordered) + 0.0


def find_credited_shares(sold, credited):
    """Return ``{key: which share of it was credited, 0 to 1}``.

    What is credited beyond what was sold of a key, or of a key that was not sold, is a
    part of all that is left. What was sold for nothing goes with the whole.

    :param sold: ``{key: amount}`` of an invoice; a discount's amount is negative
    :param credited: the same of its credit notes; keys need not be those of ``sold``

    Half of the shoes; a goodwill of 30 on everything; more than was sold:

    >>> find_credited_shares({"shoes": 80, "hat": 20}, {"shoes": 40})
    {'shoes': 0.5, 'hat': 0.0}
    >>> find_credited_shares({"shoes": 80, "hat": 20}, {None: 30})
    {'shoes': 0.3, 'hat': 0.3}
    >>> find_credited_shares({"shoes": 80, "hat": 20}, {"shoes": 90, "bag": 50})
    {'shoes': 1.0, 'hat': 1.0}

    A discount and a gift go back with the goods:

    >>> find_credited_shares({"hat": 20, "off": -5, "gift": 0}, {"hat": 20, "off": -5})
    {'hat': 1.0, 'off': 1.0, 'gift': 1.0}
    >>> find_credited_shares({}, {"hat": 20})
    {}
    """
    shares = {key: _get_share(credited.get(key, 0.0), sold[key]) for key in sold}
    whole, back = sum(sold.values()), sum(credited.values())
    matched = sum(shares[key] * sold[key] for key in sold)
    spread = _get_share(back - matched, whole - matched)
    return {
        key: share + (1.0 - share) * spread if sold[key] else _get_share(back, whole)
        for key, share in shares.items()
    }


def _get_share(part, whole):
    return min(max(part / whole, 0.0), 1.0) if whole else 0.0
