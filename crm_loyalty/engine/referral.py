# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Who is who: when two customers look like one person."""

import re
from dataclasses import dataclass

# Letters and digits that nobody confuses, and of which no words are made.
CODE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8


@dataclass(frozen=True)
class Identity:
    """What a customer can be recognised by, each as a set of plain words."""

    emails: frozenset = frozenset()
    phones: frozenset = frozenset()
    addresses: frozenset = frozenset()
    accounts: frozenset = frozenset()


def find_same(one, other):
    """Return what two identities share, or None: the strongest sign first.

    >>> anna = Identity(frozenset({"a@x.org"}), frozenset({"4366012345"}))
    >>> find_same(anna, Identity(frozenset({"b@x.org"}), frozenset({"4366012345"})))
    'phone'
    >>> find_same(anna, Identity())
    """
    signs = {
        "bank": one.accounts & other.accounts,
        "email": one.emails & other.emails,
        "phone": one.phones & other.phones,
        "address": one.addresses & other.addresses,
    }
    return next((sign for sign, shared in signs.items() if shared), None)


def plain_phone(text):
    """Return the digits of a phone number, or "" when there are too few to tell.

    >>> plain_phone("+43 660 / 123-45"), plain_phone("0043 66012345"), plain_phone("12")
    ('4366012345', '4366012345', '')
    """
    digits = re.sub(r"\D", "", text or "")
    digits = digits.removeprefix("00")
    return digits if len(digits) >= 6 else ""


def plain_address(street, zip_code, city):
    """Return an address as one word, or "" when it has no street.

    >>> plain_address("Main St. 5 ", "1010", "Wien") == plain_address("main st 5",
    ...     "10 10", "WIEN")
    True
    >>> plain_address("", "1010", "Wien")
    ''
    """
    words = [re.sub(r"\W", "", part or "").casefold() for part in (street, city)]
    if not all(words):
        return ""
    return "|".join([*words, re.sub(r"\W", "", zip_code or "")])


def hide_name(name):
    """Return a name as others may see it: the first word, or the first letter.

    >>> hide_name("Anna Huber"), hide_name("王小明"), hide_name(" "), hide_name("Bob")
    ('Anna', '王…', '…', 'B…')
    """
    words = (name or "").split()
    if len(words) > 1:
        return words[0]
    return f"{words[0][0]}…" if words else "…"
