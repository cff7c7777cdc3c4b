# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Tokens of public pages: the id of a record, signed by the database's secret.

The signature is an HMAC of 256 bits; nothing secret is stored in any table.
"""

from odoo.tools.misc import hash_sign, verify_hash_signed

MAX_TOKEN = 512  # characters; ours have some 70


def sign(env, scope, values, expiration=None):
    """Return the token of ``values``.

    :param str scope: what the token is good for; good for nothing else
    :param list values: what it carries, readable by whoever holds it
    :param expiration: None, or a ``timedelta`` from now
    """
    return hash_sign(env(su=True), scope, values, expiration=expiration)


def read(env, scope, token):
    """Return the values of ``token``; None when it is forged, broken or expired."""
    if not isinstance(token, str) or not 0 < len(token) <= MAX_TOKEN:
        return None
    try:
        return verify_hash_signed(env(su=True), scope, token)
    except ValueError:  # not base64, not a text, another version
        return None
