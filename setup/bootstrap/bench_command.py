"""./setup/bench: runs tests/bench/bench_<name>.py, each of which prints JSON lines."""

import argparse
import os
import subprocess
import sys

from . import environment, paths, templates
from .console import Failure

FOLDER = paths.CHECKOUT / "tests" / "bench"


def parser():
    found = argparse.ArgumentParser(
        prog="./setup/bench",
        description="Run benchmarks; prints one JSON object per line.",
        epilog=f"Benchmarks: {', '.join(names()) or 'none'}.",
    )
    found.add_argument("names", nargs="*", metavar="NAME", help="which (default: all)")
    found.add_argument("--customers", type=int, default=20000, help="how many (default 20000)")
    return found


def names():
    """The names of the benchmarks in this checkout."""
    return sorted(file.stem.removeprefix("bench_") for file in FOLDER.glob("bench_*.py"))


def main(arguments):
    options = parser().parse_args(arguments)
    wanted = options.names or names()
    for name in wanted:
        if name not in names():
            raise Failure(f"There is no benchmark '{name}'", f"choose from {', '.join(names())}")
    if options.customers < 1:
        raise Failure("--customers takes a number from 1", "say for example --customers 20000")
    environment.enter()
    os.environ["CRM_SUITE_TEMPLATE"] = templates.main()
    os.environ["CRM_SUITE_BENCH_CUSTOMERS"] = str(options.customers)
    return max([run(name) for name in wanted], default=0)


def run(name):
    """Run one benchmark; what it prints is the result."""
    command = [sys.executable, "-B", FOLDER / f"bench_{name}.py"]
    return subprocess.run(command, cwd=paths.CHECKOUT, check=False).returncode
