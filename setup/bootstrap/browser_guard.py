"""A pytest plugin: a browser test that was skipped is a failure, unless --without-browser."""

import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--without-browser",
        action="store_true",
        help="Skipping the tests that need the web server or a browser is what was asked for.",
    )


def pytest_configure(config):
    config.pluginmanager.register(Guard(config), "crm-suite-browser-guard")


class Guard:
    """Counts the skipped browser tests and fails the run for them."""

    def __init__(self, config):
        self.allowed = config.getoption("--without-browser")
        self.skipped = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item):
        report = yield
        report.needs_browser = is_browser_test(item)  # travels with the report of a worker
        return report

    def pytest_runtest_logreport(self, report):
        skipped = report.skipped and not hasattr(report, "wasxfail")
        if skipped and getattr(report, "needs_browser", False):
            self.skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session):
        if self.skipped and not self.allowed:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if self.skipped and not self.allowed:
            terminalreporter.section("browser tests")
            terminalreporter.write_line(
                f"Error: {len(self.skipped)} browser tests were skipped, which counts as a failure"
                f" unless ./setup/test is told --no-browser; the first is {self.skipped[0]}."
            )


def is_browser_test(item):
    """Whether the test is one of Odoo's HttpCase."""
    from odoo.tests.common import HttpCase

    kind = getattr(item, "cls", None)
    return isinstance(kind, type) and issubclass(kind, HttpCase)
