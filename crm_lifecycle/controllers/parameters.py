# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from werkzeug.exceptions import BadRequest

MAX_ID = 2**31 - 1  # of PostgreSQL's integer


def read_id(value, name):
    """Return a record id that came by HTTP.

    :param str value: what the browser sent
    :param str name: of the parameter, for the answer
    :raise BadRequest: it is no id
    """
    if not re.fullmatch(r"[0-9]{1,10}", str(value or "")):
        raise BadRequest(f"{name}: not an id")
    number = int(value)
    if not 0 < number <= MAX_ID:
        raise BadRequest(f"{name}: not an id")
    return number


def read_text(value, name):
    """Return a text that came by HTTP.

    :raise BadRequest: it holds what a database cannot store
    """
    if "\x00" in (value or ""):
        raise BadRequest(f"{name}: not a text")
    return value
