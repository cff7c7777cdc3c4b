"""Everything together: Odoo, Python, PostgreSQL and the configuration file that names them.

A command starts under any Python (standard library only), makes sure of these, and then starts
itself again under the environment's Python, where Odoo and psycopg2 can be imported.
"""

import os
import sys
from pathlib import Path
from typing import NamedTuple

from . import core, paths, postgres, python_env
from .console import progress

ENTERED = "CRM_SUITE_STEPS"


class Environment(NamedTuple):
    """What a command needs to start Odoo."""

    core: core.Core
    python: Path
    server: postgres.Server
    conf: Path

    @property
    def variables(self):
        """The environment variables for a program that uses Odoo or its database."""
        found = {
            **os.environ,
            **self.server.env,
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONPATH": str(paths.SETUP),
            "CRM_SUITE_CONF": str(self.conf),
            "CRM_SUITE_SETUP": str(paths.SETUP),
        }
        folders = [str(self.python.parent), found.get("PATH", "")]
        if self.server.programs:
            folders.append(str(self.server.programs))
        found["PATH"] = os.pathsep.join(folders)
        return found


def ensure():
    """The environment of this checkout, built as far as it is missing."""
    found = core.find()
    python = python_env.ensure(found)
    server = postgres.ensure(python)
    return Environment(found, python, server, configure(found, server))


def enter():
    """Go on under the environment's Python: returns at once when we are there already."""
    if ENTERED in os.environ:
        progress.number = int(os.environ.pop(ENTERED))
        return
    found = ensure()
    variables = {**found.variables, ENTERED: str(progress.number)}
    python = str(found.python)
    os.execve(python, [python, "-B", *sys.argv], variables)


def enter_python():
    """The same without PostgreSQL: for what needs packages and no database."""
    if ENTERED in os.environ:
        progress.number = int(os.environ.pop(ENTERED))
        return
    python = str(python_env.ensure(core.find()))
    variables = {
        **os.environ,
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": str(paths.SETUP),
        ENTERED: str(progress.number),
    }
    os.execve(python, [python, "-B", *sys.argv], variables)


def conf():
    """Odoo's configuration file (after ``enter``)."""
    return Path(os.environ["CRM_SUITE_CONF"])


def data_dir():
    """Where Odoo keeps its file stores."""
    folder = paths.cache() / "data"
    folder.mkdir(exist_ok=True)
    return folder


def odoo(*arguments):
    """The command that runs Odoo's command line with ``arguments`` (after ``enter``)."""
    return [sys.executable, "-m", "odoo", *map(str, arguments)]


def configure(found, server):
    """Write Odoo's configuration file for this checkout into the cache."""
    folders = [*found.addons, paths.CHECKOUT]
    if (paths.CHECKOUT / "tests" / paths.TEST_ADDON).is_dir():
        folders.append(paths.CHECKOUT / "tests")
    variables = {**os.environ, **server.env}
    lines = [
        "[options]",
        f"addons_path = {','.join(map(str, folders))}",
        f"data_dir = {data_dir()}",
        f"db_host = {variables['PGHOST']}",
        f"db_port = {variables.get('PGPORT', postgres.PORT)}",
        f"db_user = {variables.get('PGUSER', postgres.ROLE)}",
        "db_template = template0",
        "http_interface = 127.0.0.1",
        "list_db = True",
        "workers = 0",
        "max_cron_threads = 1",
        "limit_time_real = 1800",
        "limit_time_cpu = 1800",
    ]
    target = paths.cache() / "conf" / f"{paths.short_hash(str(paths.CHECKOUT))}.conf"
    paths.write(target, "\n".join(lines) + "\n")
    return target
