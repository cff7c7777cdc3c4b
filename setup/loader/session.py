"""Odoo inside this process."""

from contextlib import contextmanager

from bootstrap import environment

SILENT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "no_reset_password": True,
}


def open_registry(name):
    """Odoo's registry of a database; a second call gives the same one."""
    import odoo.tools
    from odoo.modules.registry import Registry

    if odoo.tools.config["db_name"] != [name]:
        quiet = ["--no-http", "--log-level=error"]
        odoo.tools.config.parse_config(["-c", str(environment.conf()), "-d", name, *quiet])
    return Registry(name)


@contextmanager
def registry(name):
    """Odoo's registry of a database; its connections are closed at the end."""
    from odoo.modules.registry import Registry
    from odoo.sql_db import close_db

    try:
        yield open_registry(name)
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
