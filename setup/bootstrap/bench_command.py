"""./setup/bench: runs tests/bench/bench_<name>.py, each of which prints JSON lines."""

import argparse
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from . import environment, paths, templates
from .console import Failure

FOLDER = paths.CHECKOUT / "tests" / "bench"
ENGINE = paths.CHECKOUT / "crm_lifecycle"  # the place of the package ``engine``
WITHOUT_DATABASE = ("fit",)


def parser():
    found = argparse.ArgumentParser(
        prog="./setup/bench",
        description="Run benchmarks; prints one JSON object per line.",
        epilog=f"Benchmarks: {', '.join(names()) or 'none'}.",
    )
    found.add_argument("names", nargs="*", metavar="NAME", help="which (default: all)")
    found.add_argument(
        "--customers", type=int, metavar="N", help="how many (default: the sizes of the benchmark)"
    )
    own = found.add_argument_group("fit", "lifetime models on your own purchases")
    own.add_argument("--data", metavar="FILE.csv", help="the columns customer, date and amount")
    own.add_argument(
        "--holdout-start",
        metavar="DATE",
        help="fit on the days before, predict from there to the last day (default: fit on all)",
    )
    own.add_argument("--unit", choices=("week", "day"), default="week", help="(default week)")
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
    check(options)
    if set(wanted) <= set(WITHOUT_DATABASE):
        environment.enter_python()
    else:
        environment.enter()
        os.environ["CRM_SUITE_TEMPLATE"] = templates.main()
    variables = bench_variables(options)
    return max([run(name, variables) for name in wanted], default=0)


def check(options):
    """What can be known to fail before any work is done."""
    if options.customers is not None and options.customers < 1:
        raise Failure("--customers takes a number from 1", "say for example --customers 20000")
    if options.data is None:
        if options.holdout_start is not None:
            raise Failure("--holdout-start belongs to a file", "name it with --data FILE.csv")
        return
    if options.names != ["fit"]:
        raise Failure("--data is for the benchmark fit", "say ./setup/bench fit --data FILE.csv")
    if not Path(options.data).is_file():
        raise Failure(f"There is no file {options.data}", "--data takes a CSV file")
    try:
        date.fromisoformat(options.holdout_start or "2000-01-01")
    except ValueError:
        raise Failure(
            f"--holdout-start '{options.holdout_start}' is no date", "write it like 1997-10-01"
        ) from None


def bench_variables(options):
    """The options for the benchmarks, as environment variables; what was not said is not there."""
    said = {
        "CUSTOMERS": options.customers,
        "DATA": options.data and Path(options.data).resolve(),
        "HOLDOUT_START": options.holdout_start,
        "UNIT": options.unit,
    }
    return {
        f"CRM_SUITE_BENCH_{name}": str(value) for name, value in said.items() if value is not None
    }


def run(name, variables):
    """Run one benchmark; what it prints is the result."""
    command = [sys.executable, "-B", FOLDER / f"bench_{name}.py"]
    variables = {**os.environ, **variables}
    if name in WITHOUT_DATABASE:
        variables["PYTHONPATH"] = os.pathsep.join([str(paths.SETUP), str(ENGINE)])
    return subprocess.run(command, cwd=paths.CHECKOUT, env=variables, check=False).returncode
