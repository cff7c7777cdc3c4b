"""Everything together: Odoo, Python, PostgreSQL and the configuration file that names them."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from . import core, paths, postgres, python_env


class Environment(NamedTuple):
    """What the other modules need to start Odoo."""

    core: core.Core
    python: Path
    server: postgres.Server
    conf: Path
    data_dir: Path

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

    def odoo(self, *arguments):
        """The command that runs Odoo's command line with ``arguments``."""
        return [str(self.python), "-m", "odoo", *map(str, arguments)]


def ensure():
    """The environment of this checkout, built as far as it is missing."""
    found = core.find()
    python = python_env.ensure(found)
    server = postgres.ensure(python)
    data_dir = paths.cache() / "data"
    data_dir.mkdir(exist_ok=True)
    return Environment(found, python, server, configure(found, server, data_dir), data_dir)


def configure(found, server, data_dir):
    """Write Odoo's configuration file for this checkout into the cache."""
    folders = [*found.addons, paths.CHECKOUT]
    if (paths.CHECKOUT / "tests" / paths.TEST_ADDON).is_dir():
        folders.append(paths.CHECKOUT / "tests")
    variables = {**os.environ, **server.env}
    lines = [
        "[options]",
        f"addons_path = {','.join(map(str, folders))}",
        f"data_dir = {data_dir}",
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
    conf = paths.cache() / "conf" / f"{paths.short_hash(str(paths.CHECKOUT))}.conf"
    paths.write(conf, "\n".join(lines) + "\n")
    return conf


def call(environment, command, **options):
    """Run ``command`` in the environment, its output shown; return its exit code."""
    return subprocess.run(command, env=environment.variables, check=False, **options).returncode
