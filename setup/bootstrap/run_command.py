"""./setup/run: a database with our addons and real customers, scored, shown and served."""

import argparse
import os
import socket
import sys
from datetime import date
from pathlib import Path

from . import database, environment, paths, templates
from .console import Failure, progress

BUILT_IN = ("cdnow", "demo", "none")
LANGUAGE_ALWAYS = "zh_CN"


def parser():
    found = argparse.ArgumentParser(
        prog="./setup/run",
        description="Get Odoo 19, install the addons, load customers, score them, serve.",
    )
    found.add_argument("--db", metavar="NAME", help="database (default: one for each --data)")
    found.add_argument("--port", type=int, default=8069, help="port on 127.0.0.1 (default 8069)")
    found.add_argument(
        "--data",
        default="cdnow",
        metavar="cdnow|demo|none|FILE.csv",
        help="real purchases of 2,357 CD buyers (default), the demo company, nothing, or your own"
        " file with the columns customer, date and amount",
    )
    found.add_argument("--lang", default="en_US", help="the administrator's language")
    found.add_argument("--no-serve", action="store_true", help="end after the table of tiers")
    return found


def main(arguments):
    options = parser().parse_args(arguments)
    check(options)
    environment.enter()
    name = options.db or default_name(options.data)
    with paths.lock(f"db_{name}"):
        prepare(name, options)
        show(name, options)
    if not options.no_serve:
        serve(name, options.port)


def check(options):
    """What can be known to fail before any work is done."""
    if options.data not in BUILT_IN and not Path(options.data).is_file():
        raise Failure(
            f"There is no file {options.data}",
            "--data takes cdnow, demo, none or a CSV file",
        )
    if options.db and not (options.db[0].isalpha() and valid_name(options.db)):
        raise Failure(
            f"'{options.db}' is no database name",
            "use up to 50 letters, digits, hyphens and underscores, a letter first",
        )
    if not options.no_serve:
        check_port(options.port)


def valid_name(name):
    """Whether Odoo and PostgreSQL take ``name`` and there is room for our suffixes."""
    return len(name) <= 50 and name.isascii() and name.replace("_", "").replace("-", "").isalnum()


def check_port(port):
    """Fail when the port cannot be had."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "not a port number"
            raise Failure(
                f"Port {port} cannot be used ({reason})", "choose another with --port"
            ) from None


def default_name(data):
    """``crm_suite`` for the standard data, else a name that tells the data."""
    if data == "cdnow":
        return "crm_suite"
    stem = "".join(c if c.isalnum() and c.isascii() else "_" for c in Path(data).stem.lower())
    return f"crm_suite_{stem}"[:50]


def mark_of(data):
    """What the database remembers about its data: the name, and for a file its content."""
    if data in BUILT_IN:
        return data
    file = Path(data)
    return f"{file.name} {paths.short_hash(file)}"


def prepare(name, options):
    """Make the database ``name`` as far as it is missing, then bring it to today."""
    mark = mark_of(options.data)
    if not database.exists(name):
        make(name, options.data)
    if not database.get_mark(name, "ready"):
        raise Failure(
            f"The database {name} exists and was not made by this command",
            "choose another name with --db",
        )
    update(name)
    load(name, mark, options.data)
    night(name, options.data)
    language(name, options.lang)


def make(name, data):
    """Create the database with our addons; CDNOW's comes as a copy of the template."""
    if data == "cdnow":
        source = templates.main()
        with progress.step(f"Create the database {name}"):
            database.copy(source, name)
        return
    with progress.step(
        f"Create the database {name} and install {', '.join(templates.our_addons())}"
    ):
        templates.with_addons(name, demo=data == "demo")


def update(name):
    """Bring the database to the addons of this checkout."""
    key = templates.addons_key()
    if database.get_mark(name, "addons") == key:
        return
    with progress.step("Update the addons"):
        there = database.installed(name)
        old = [addon for addon in templates.our_addons() if addon in there]
        new = [addon for addon in templates.our_addons() if addon not in there]
        if old:
            database.install(name, old, update=True)
        if new:
            database.install(name, new)
    database.set_mark(name, "addons", key)


def load(name, mark, data):
    """Load the data unless that was done."""
    from loader import cdnow, csv_file
    from loader import load as loading

    found = database.get_mark(name, "data")
    if found and found != mark:
        raise Failure(
            f"The database {name} already holds the data {found.split(' ')[0]}"
            f"{' in an earlier state' if found.split(' ')[0] == mark.split(' ')[0] else ''}",
            "choose another name with --db",
        )
    if data == "cdnow":
        loading.ensure(name, mark, cdnow.rows)
    elif data in BUILT_IN:
        database.set_mark(name, "data", mark)
    else:
        file = Path(data)
        loading.ensure(name, mark, lambda: csv_file.read(file, date.today()), prefix=file.stem)


def night(name, data):
    """Score the customers unless that was done today."""
    from loader import night as scoring

    today = date.today()
    if database.get_mark(name, "night") != today.isoformat():
        with progress.step("Run the night"):
            scoring.run(name, today, all_time=data not in ("demo", "none"))


def language(name, code):
    """Give the administrator the language ``code``; Chinese is there for every user."""
    from loader import language as languages

    if database.get_mark(name, "lang") != code:
        with progress.step(f"Language {code}"):
            languages.ensure(name, code)
        database.set_mark(name, "lang", code)


def show(name, options):
    """Print the table of tiers, and for programs the same as one JSON line."""
    from loader import night as scoring

    found = scoring.summary(name, date.today())
    print(scoring.table(found), flush=True)
    if options.no_serve:
        print(scoring.line(found), flush=True)


def serve(name, port):
    """Become Odoo's server for this database."""
    check_port(port)
    progress.say(f"Open http://127.0.0.1:{port} (login admin, password admin); Ctrl-C stops it.")
    command = environment.odoo(
        "-c", environment.conf(), "-d", name, "--db-filter", f"^{name}$", "--http-port", port,
        "--http-interface", "127.0.0.1", "--log-level", "warn",
    )  # fmt: skip
    sys.stdout.flush()
    os.execv(command[0], command)
