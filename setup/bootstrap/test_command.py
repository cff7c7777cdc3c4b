"""./setup/test: pytest on several workers, each in a throwaway copy of the test template."""

import argparse
import contextlib
import os
import subprocess
import sys
from pathlib import Path

from . import browser, database, environment, paths, templates
from .console import Failure, progress

COPY = "crm_suite_run"
MOST_WORKERS = 8  # each of them has a database, and connections to it
USAGE = """./setup/test [--no-browser] [--workers N] [pytest arguments]"""
ABOUT = """Runs all tests on all cores, or the files and tests that the pytest arguments name, one
after the other. The last lines name each failed test and count all of them."""


def parser():
    found = argparse.ArgumentParser("./setup/test", USAGE, ABOUT, allow_abbrev=False)
    found.add_argument(
        "--no-browser",
        action="store_true",
        help="leave the tests that need the web server or a browser out",
    )
    found.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="how many tests run at once (default: one for each core, or 1 where files are named)",
    )
    return found


def main(arguments):
    options, arguments = parser().parse_known_args(arguments)
    workers = get_workers(options.workers, arguments)
    if not options.no_browser:
        browser.ensure()
    environment.enter()
    drop_orphans()
    use = {"with_browser": not options.no_browser, "workers": workers}
    return in_copy(lambda name: pytest(name, arguments, **use))


def get_workers(wanted, arguments):
    """How many workers to start: what was asked for, or what this machine can do."""
    if wanted is None:
        return 1 if names_tests(arguments) else min(get_cores(), MOST_WORKERS)
    if not 1 <= wanted <= MOST_WORKERS:
        raise Failure(
            f"--workers takes a number from 1 to {MOST_WORKERS}", "say for example --workers 2"
        )
    return wanted


def get_cores():
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_copy(use):
    """``use(name)`` with a copy of the test template; it and its copies are dropped afterwards.

    All databases of this run are copies of that one: another run may make the template anew.
    """
    template, name = templates.test(), f"{COPY}_{os.getpid()}"
    os.environ["CRM_SUITE_TEMPLATE"] = name
    try:
        with progress.step("Copy the test database"):
            database.copy(template, name)
        return use(name)
    finally:
        for made in (*database.starting_with(f"{name}_"), name):
            database.drop(made)
        drop_orphans()


def drop_orphans():
    """Drop the copies of test runs that were killed."""
    for name in database.starting_with(f"{COPY}_"):
        owner = name.removeprefix(f"{COPY}_").split("_")[0]
        if not (owner.isdigit() and alive(int(owner))):
            database.drop(name)


def alive(pid):
    """Whether a process with this number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def pytest(name, arguments, *, with_browser, workers):
    """Run pytest; its summary is the last thing printed. Return its exit code."""
    command = [
        sys.executable, "-B", "-m", "pytest",
        "-p", "bootstrap.browser_guard", "-p", "bootstrap.parallel",
        "-p", "bootstrap.examples",
        f"--odoo-database={name}", f"--odoo-config={environment.conf()}",
        *(["--odoo-http"] if with_browser else ["--without-browser"]),
        *([f"--numprocesses={workers}", "--max-worker-restart=0"] if workers > 1 else []),
        *arguments, *([] if names_tests(arguments) else test_folders()),
    ]  # fmt: skip
    variables = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(command, cwd=paths.CHECKOUT, env=variables) as running:
        while True:
            with contextlib.suppress(KeyboardInterrupt):  # pytest got it too and tidies up
                return running.wait()


def names_tests(arguments):
    """Whether an argument names a file or folder with tests."""
    places = [part.split("::")[0] for part in arguments if not part.startswith("-")]
    return any(place and (paths.CHECKOUT / place).exists() for place in places)


def test_folders():
    """Where tests are: those of each addon, and what crosses addons."""
    addons = (*paths.ADDONS, *paths.BRIDGES)
    folders = [Path(addon) / "tests" for addon in addons] + [Path("tests")]
    return [str(folder) for folder in folders if (paths.CHECKOUT / folder).is_dir()]
