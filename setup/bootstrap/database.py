"""Databases: created, copied with their files, dropped, sealed as templates.

Runs under the environment's Python. Test code may use ``copy`` and ``drop`` too:
``from bootstrap import database`` (./setup/test puts ``setup/`` on PYTHONPATH).
"""

import shutil
import subprocess
from contextlib import closing, contextmanager

from . import environment
from .console import Failure
from .shell import explain

NAME_LIMIT = 63


@contextmanager
def connection(name="postgres"):
    """A cursor of an autocommitting connection to database ``name``."""
    import psycopg2

    try:
        opened = psycopg2.connect(dbname=name)
    except psycopg2.OperationalError as error:
        raise Failure(f"The database {name} cannot be opened ({explain(str(error))})") from None
    with closing(opened):
        opened.autocommit = True
        with opened.cursor() as cursor:
            yield cursor


def execute(statement, *names, **values):
    """Run one statement on the server, ``{}`` standing for database names."""
    import psycopg2
    from psycopg2 import sql

    composed = sql.SQL(statement).format(*map(sql.Identifier, names))
    try:
        with connection() as cursor:
            cursor.execute(composed, values)
            return cursor.fetchall() if cursor.description else []
    except psycopg2.Error as error:
        raise Failure(f"PostgreSQL refused ({explain(str(error))})", mend_for(error)) from None


def mend_for(error):
    """What to do about an error that an administrator can mend."""
    full = "No space left" in str(error)
    return "free some disk space and run it again" if full else ""


def exists(name):
    """Whether the database ``name`` exists."""
    return bool(execute("SELECT 1 FROM pg_database WHERE datname = %(name)s", name=name))


def starting_with(prefix):
    """The names of the databases that start with ``prefix``."""
    found = execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %(prefix)s)",
        prefix=prefix,
    )
    return sorted(name for (name,) in found)


def filestore(name):
    """The folder of the database's files."""
    return environment.data_dir() / "filestore" / name


def create(name):
    """Create an empty database."""
    execute("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'", name)


def copy(template, name):
    """Copy the database ``template``, files included, to ``name``."""
    source, target = filestore(template), filestore(name)
    shutil.rmtree(target, ignore_errors=True)
    if source.is_dir():
        shutil.copytree(source, target)
    execute("CREATE DATABASE {} TEMPLATE {}", name, template)


def drop(name):
    """Drop the database ``name`` and its files; connected programs are thrown out."""
    if exists(name):
        execute("ALTER DATABASE {} IS_TEMPLATE false", name)
        execute("DROP DATABASE {} WITH (FORCE)", name)
    shutil.rmtree(filestore(name), ignore_errors=True)


def rename(name, new):
    """Give the database ``name`` and its files the name ``new``."""
    shutil.rmtree(filestore(new), ignore_errors=True)
    if filestore(name).is_dir():
        filestore(name).rename(filestore(new))
    execute("ALTER DATABASE {} RENAME TO {}", name, new)


def seal(name):
    """Make ``name`` a template that nobody can open, so that it can always be copied."""
    execute("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
    execute("ALTER DATABASE {} IS_TEMPLATE true", name)


def leave_alone(name):
    """Keep autovacuum from the tables of ``name``.

    A test fills tables and takes it all back. A vacuum in between remembers them as empty, and the
    plans of the next test, which fills them again, take minutes.
    """
    with connection(name) as cursor:
        cursor.execute(
            """DO $$ DECLARE found record; BEGIN
                 FOR found IN SELECT oid::regclass AS name FROM pg_class
                               WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                 LOOP
                   EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', found.name);
                 END LOOP;
               END $$"""
        )


def sealed(name):
    """Whether ``name`` is a finished template."""
    query = "SELECT 1 FROM pg_database WHERE datname = %(name)s AND datistemplate"
    return bool(execute(query, name=name))


def get_mark(name, key):
    """The system parameter ``crm_suite.setup.<key>`` of a database, or None."""
    with connection(name) as cursor:
        cursor.execute("SELECT to_regclass('ir_config_parameter')")
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(
            "SELECT value FROM ir_config_parameter WHERE key = %s",
            [f"crm_suite.setup.{key}"],
        )
        found = cursor.fetchone()
        return found[0] if found else None


def set_mark(name, key, value):
    """Set the system parameter ``crm_suite.setup.<key>`` of a database."""
    with connection(name) as cursor:
        cursor.execute(
            """INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)
               ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value""",
            [f"crm_suite.setup.{key}", value],
        )


def install(name, modules, *options, update=False):
    """Install (or update) ``modules`` with Odoo's command line; fail unless all are installed."""
    wanted = ",".join(modules)
    log = environment.data_dir() / f"{name}.log"
    command = environment.odoo(
        "-c", environment.conf(), "-d", name, "-u" if update else "-i", wanted,
        "--stop-after-init", "--no-http", *options,
    )  # fmt: skip
    with log.open("w") as stream:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, check=False
        )
    missing = sorted(set(modules) - installed(name))
    if done.returncode or missing:
        said = explain(log.read_text(errors="replace"))
        what = ", ".join(missing) or wanted
        raise Failure(f"Odoo could not install {what} (it said: {said})", f"see {log}")
    log.unlink()


def installed(name):
    """The names of the installed modules of a database."""
    with connection(name) as cursor:
        cursor.execute("SELECT to_regclass('ir_module_module')")
        if not cursor.fetchone()[0]:
            return set()
        cursor.execute("SELECT name FROM ir_module_module WHERE state = 'installed'")
        return {module for (module,) in cursor.fetchall()}
