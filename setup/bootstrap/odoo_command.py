"""./setup/odoo: put ``-c CONF`` where each of Odoo's sub-commands expects it."""

import os

from . import environment

# `odoo db` takes -c before what to do, `odoo i18n` and `odoo module` after it.
CONF_AFTER = {"i18n": 2, "module": 2}
WITHOUT_CONF = ("--version", "-h", "--help", "help", "cloc", "scaffold", "upgrade_code")


def main(arguments):
    """Become Odoo."""
    environment.enter()
    command = environment.odoo(*with_conf(arguments, environment.conf()))
    os.execv(command[0], command)


def with_conf(arguments, conf):
    """``arguments`` with ``-c conf`` in the place that the sub-command wants.

    >>> with_conf(["-d", "x"], "C")
    ['-c', 'C', '-d', 'x']
    >>> with_conf(["db", "drop", "x"], "C")
    ['db', '-c', 'C', 'drop', 'x']
    >>> with_conf(["i18n", "export", "m"], "C")
    ['i18n', 'export', '-c', 'C', 'm']
    >>> with_conf(["--version"], "C")
    ['--version']
    """
    if given(arguments):
        return list(arguments)
    first = arguments[0] if arguments else ""
    place = 0 if not first or first.startswith("-") else CONF_AFTER.get(first, 1)
    return [*arguments[:place], "-c", str(conf), *arguments[place:]]


def given(arguments):
    """Whether the arguments need no configuration file from us."""
    if arguments and arguments[0] in WITHOUT_CONF:
        return True
    return any(part in ("-c", "--config") or part.startswith("--config=") for part in arguments)
