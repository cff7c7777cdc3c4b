"""./setup/test: one pytest run in a throwaway copy of the test template."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from . import browser, database, environment, paths, templates
from .console import progress

COPY = "crm_suite_run"
NO_BROWSER = "--no-browser"
USAGE = f"""usage: ./setup/test [{NO_BROWSER}] [pytest arguments]

Runs all tests, or the files and tests that the pytest arguments name.
{NO_BROWSER}  leave the tests that need the web server or a browser out"""


def main(arguments):
    if arguments and arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0
    with_browser = NO_BROWSER not in arguments
    arguments = [part for part in arguments if part != NO_BROWSER]
    if with_browser:
        browser.ensure()
    environment.enter()
    drop_orphans()
    return in_copy(lambda name: pytest(name, arguments, with_browser))


def in_copy(use):
    """``use(name)`` with a copy of the test template that is dropped afterwards."""
    template, name = templates.test(), f"{COPY}_{os.getpid()}"
    os.environ["CRM_SUITE_TEMPLATE"] = template
    with progress.step("Copy the test database"):
        database.copy(template, name)
    try:
        return use(name)
    finally:
        database.drop(name)


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


def pytest(name, arguments, with_browser):
    """Run pytest; its summary is the last thing printed. Return its exit code."""
    command = [
        sys.executable, "-B", "-m", "pytest", "-p", "bootstrap.browser_guard",
        f"--odoo-database={name}", f"--odoo-config={environment.conf()}",
        *(["--odoo-http"] if with_browser else ["--without-browser"]),
        *arguments, *([] if names_tests(arguments) else test_folders()),
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=paths.CHECKOUT) as running:
        while True:
            with contextlib.suppress(KeyboardInterrupt):  # pytest got it too and tidies up
                return running.wait()


def names_tests(arguments):
    """Whether an argument names a file or folder with tests."""
    places = [part.split("::")[0] for part in arguments if not part.startswith("-")]
    return any(place and (paths.CHECKOUT / place).exists() for place in places)


def test_folders():
    """Where tests are: those of each addon, and what crosses addons."""
    folders = [Path(addon) / "tests" for addon in paths.ADDONS] + [Path("tests")]
    return [str(folder) for folder in folders if (paths.CHECKOUT / folder).is_dir()]
