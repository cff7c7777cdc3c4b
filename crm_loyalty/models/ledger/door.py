# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The key to core's own doors, through which points pass without being booked twice.

Core writes a card's balance *and* its history when an order is confirmed or cancelled,
when cards are generated or merged. Our overrides of those methods put ``DOOR`` into
the context and book the movement themselves; a balance that core writes meanwhile is
passed over. It is one certain object, compared with ``is``: a client can send the same
word by RPC, but not this object. It is a word so that an action which carries the
context along can still be sent to the client.
"""


class _Door(str):
    __slots__ = ()


DOOR = _Door("open")
KEY = "crm_loyalty_door"


def open_door(records):
    """Return ``records`` in a context in which core's own bookings are passed over."""
    return records.with_context(**{KEY: DOOR})


def is_open(records):
    """Tell whether core's own bookings are passed over."""
    return records.env.context.get(KEY) is DOOR
