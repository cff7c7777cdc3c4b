"""A pytest plugin: several workers, each with a database of its own, and no test lost on the way.

pytest-xdist hands out files of tests, long ones first; the tests that need a browser stay with
one worker, so that two browsers never fight for the machine.
"""

import gc
import os
from collections import Counter
from functools import cache

import pytest
from xdist.scheduler import LoadFileScheduling

from . import database, paths

BROWSER, LONG, OTHERS = range(3)
# Few tests that take long; a file that is missing here only makes a run end later.
LONG_FILES = (
    "tests/proofs/",
    "crm_lifecycle/tests/test_lifecycle_story.py",
    "crm_lifecycle/tests/test_rfm_night.py",
    "crm_lifecycle/tests/test_share_criteria.py",
    "crm_lifecycle/tests/test_sla_oracle.py",
    "crm_lifecycle/tests/test_story.py",
)


def pytest_configure(config):
    if not is_worker(config):
        config.pluginmanager.register(Count(), "crm-suite-count")


def pytest_sessionstart(session):
    """Where tests run: go on in a database of this process's own."""
    config = session.config
    if config.option.dist != "no":  # this process hands tests out
        return
    from odoo.tools import config as options

    process = os.environ.pop("PYTEST_XDIST_WORKER", "test")  # or pytest-odoo calls createdb
    name = f"{config.getoption('--odoo-database')}_{process}"
    database.copy(os.environ["CRM_SUITE_TEMPLATE"], name)
    options["db_name"] = [name]


def pytest_unconfigure(config):
    """A worker is about to end: what pytest would now collect as garbage for seconds may stay."""
    if is_worker(config):
        gc.freeze()


def pytest_collection_modifyitems(config, items):
    """In a worker: the files in the order in which they are handed out."""
    if is_worker(config):
        sizes = Counter(map(file_of, (item.nodeid for item in items)))
        ranks = {file: (rank(file), -size) for file, size in sizes.items()}
        items.sort(key=lambda item: ranks[file_of(item.nodeid)])


def pytest_xdist_make_scheduler(config, log):
    """The order of the workers stands: see ``pytest_collection_modifyitems``."""
    config.option.loadscopereorder = False
    return Scheduling(config, log)


class Scheduling(LoadFileScheduling):
    """File by file, but all files with browser tests as one."""

    def _split_scope(self, nodeid):
        file = file_of(nodeid)
        return "browser" if rank(file) == BROWSER else file

    def remove_node(self, node):
        """Name the test at which a worker died; it would kill the next worker too."""
        files = self.assigned_work.pop(node).values()
        return next((name for file in files for name, done in file.items() if not done), None)


def is_worker(config):
    """Whether this process runs tests that another one hands out."""
    return hasattr(config, "workerinput")


def file_of(nodeid):
    """The file of a test, as its name begins."""
    return nodeid.split("::", 1)[0]


@cache
def rank(file):
    """What kind of tests a file holds; those that take longest start first."""
    if "HttpCase" in (paths.CHECKOUT / file).read_text():
        return BROWSER
    return LONG if file.startswith(LONG_FILES) else OTHERS


class Count:
    """Fails a run in which a collected test did not report, or a worker died."""

    def __init__(self):
        self.collected = set()
        self.reported = set()
        self.died = []

    def pytest_collection_finish(self, session):
        self.collected |= {item.nodeid for item in session.items}

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids):
        self.collected |= set(ids)

    def pytest_runtest_logreport(self, report):
        self.reported.add(report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node, error):
        if error:
            self.died.append(f"{node.gateway.id} ({error})")

    def pytest_sessionfinish(self, session):
        failed = self.died or self.collected != self.reported
        only_collects = session.config.option.collectonly
        if failed and not only_collects and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter, config):
        if config.option.collectonly:
            return
        write = terminalreporter.write_line
        missing = sorted(self.collected - self.reported)
        write(f"{len(self.collected)} tests collected, {len(self.reported)} run.")
        for name in self.died:
            write(f"Error: worker {name} died, which counts as a failure.")
        if missing:
            write(f"Error: {len(missing)} tests did not run; the first is {missing[0]}.")
