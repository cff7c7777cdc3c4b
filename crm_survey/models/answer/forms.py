# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What may come from a browser and be looked up or stored."""

MAX_ID = 2**31 - 1  # of PostgreSQL's integer
MAX_TEXT = 20_000  # characters of one answer
MAX_WORD = 255  # characters of a token


def is_text(value, limit=MAX_TEXT):
    """Tell whether ``value`` is a text that a database can store.

    >>> [is_text(value) for value in ("Fine", "", "a\\x00b", "\\ud800", 7)]
    [True, True, False, False, False]
    """
    if not isinstance(value, str) or len(value) > limit or "\x00" in value:
        return False
    return value.isascii() or not any("\ud800" <= char <= "\udfff" for char in value)


def is_word(value, limit=MAX_WORD):
    """Tell whether ``value`` is a short text of printable characters.

    >>> [is_word(value) for value in ("ab-1", "", "a\\nb", None)]
    [True, False, False, False]
    """
    return is_text(value, limit) and value != "" and value.isprintable()


def read_id(value):
    """Return a record's id, sent as a number or as digits; None if it is none.

    >>> [read_id(value) for value in (7, "7", "٧", "0", -7, True, 10**30, None)]
    [7, 7, None, None, None, None, None, None]
    """
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 < value <= MAX_ID else None
