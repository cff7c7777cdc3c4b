"""Odoo inside this process."""

from contextlib import contextmanager

from bootstrap import environment

SILENT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "no_reset_password": True,
}


@contextmanager
def registry(name):
    """Odoo's registry of a database; its connections are closed at the end."""
    import odoo.tools
    from odoo.modules.registry import Registry
    from odoo.sql_db import close_db

    quiet = ["--no-http", "--log-level=error"]
    odoo.tools.config.parse_config(["-c", str(environment.conf()), "-d", name, *quiet])
    try:
        yield Registry(name)
    finally:
        Registry.delete(name)
        close_db(name)


@contextmanager
def transaction(opened):
    """An Odoo environment of the superuser; committed when the block ends well."""
    from odoo import SUPERUSER_ID
    from odoo.api import Environment

    with opened.cursor() as cursor:
        yield Environment(cursor, SUPERUSER_ID, SILENT)
