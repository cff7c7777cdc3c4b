# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The proofs of the ledger at full size; ``./setup/test`` plays a small part of them.

- ``rush_16`` and ``rush_32`` let 16 and 32 people work on one customer at once, over
  HTTP, in ten scenes, on our database (three times) and on core alone (once): a line
  for each scene and column. ``rush`` sums ours up; 1,000 calls or more collide.
- ``killed`` ends imports by SIGKILL 100 times, and the night's expiry 100 times.
- ``machine`` plays 2,000 random lives of customers of 30 steps each against plain
  arithmetic, on as many processes as there are cores.
- ``hostile`` sends 2,000 hostile requests to the public pages of surveys.

``CRM_SUITE_PROOFS_SHARE=0.05`` plays a twentieth of the kills and lives, and each rush
once.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import harness
from bootstrap import database, environment, paths, templates

TESTS = Path(__file__).parent.parent
sys.path.insert(0, str(TESTS / "proofs"))

import rush  # noqa: E402

SHARE = float(os.environ.get("CRM_SUITE_PROOFS_SHARE", "1"))
SESSIONS, ROUNDS = (16, 32), {"ours": 3 if SHARE == 1 else 1, "core": 1}
CALLS = 1000  # that collide, at full size
KILLS, LIVES, STEPS = max(3, round(100 * SHARE)), max(4, round(2000 * SHARE)), 30
HOSTILE = max(50, round(2000 * SHARE))


def bench_rush(sessions, column, template):
    """Play a rush on a copy of ``template``; print and return its figures."""
    name = f"crm_suite_bench_rush_{column}_{os.getpid()}"
    database.copy(template, name)
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = rush.run(name, folder, sessions, column == "ours")
    finally:
        database.drop(name)
    for scene, figures in found.items():
        line = {"bench": f"rush_{sessions}", "scene": scene, "column": column}
        print(json.dumps(line | figures), flush=True)
    return found


def bench_rushes():
    """Play all rushes, in turns; return how often ours was wrong."""
    columns = {"ours": os.environ["CRM_SUITE_TEMPLATE"], "core": templates.core()}
    sums = Counter()
    for column, template in columns.items():
        for sessions in SESSIONS * ROUNDS[column]:
            found = bench_rush(sessions, column, template)
            sums.update(sum_up(column, found))
    line = {"bench": "rush", "aim_calls": CALLS * (SHARE == 1), **sums}
    print(json.dumps(line), flush=True)
    return sums["ours_wrong"] + (sums["ours_calls"] < line["aim_calls"])


def sum_up(column, found):
    """Count calls, retries, and scenes with points lost, doubled or overdrawn."""
    wrong = 0
    for scene, figures in found.items():
        wrong += any(figures[name] > 0 for name in ("lost", "doubled", "split"))
        wrong += scene != "cancel" and figures["overdrawn"] > 0
    return {
        f"{column}_wrong": wrong,
        f"{column}_calls": sum(figures["calls"] for figures in found.values()),
        f"{column}_retries": sum(figures["retries"] for figures in found.values()),
        f"{column}_refused": sum(figures["refused"] for figures in found.values()),
    }


def start_tests(stack, name, place, sizes):
    """Start the tests of ``place`` on a database of their own; return the process."""
    own = f"crm_suite_bench_{name}_{os.getpid()}"
    database.copy(os.environ["CRM_SUITE_TEMPLATE"], own)
    stack.callback(database.drop, own)
    command = [
        *(sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"),
        "--odoo-http",
        *(f"--odoo-database={own}", f"--odoo-config={environment.conf()}"),
        str(TESTS / place),
    ]
    return subprocess.Popen(
        command,
        cwd=paths.CHECKOUT,
        env={**os.environ, **{key: str(value) for key, value in sizes.items()}},
        stdout=sys.stderr,
    )


def bench_tests(name, place, processes, count, **sizes):
    """Run tests in several processes at once; return how many of them failed."""
    failed = []

    def play():
        with ExitStack() as stack:
            running = [
                start_tests(stack, f"{name}_{number}", place, sizes)
                for number in range(processes)
            ]
            failed.extend(process.wait() for process in running)

    seconds = harness.seconds_of(play)
    figures = {"processes": processes, "failed": sum(map(bool, failed))}
    harness.report(name, count, seconds, None, **figures, **sizes)
    return figures["failed"]


def main():
    cores = len(os.sched_getaffinity(0))
    wrong = bench_rushes()
    wrong += bench_tests(
        "killed", "proofs/test_killed_postings.py", 1, KILLS, CRM_SUITE_KILLS=KILLS
    )
    wrong += bench_tests(
        "machine",
        "test_crm_suite/tests/test_ledger_machine.py",
        cores,
        LIVES,
        CRM_SUITE_SEQUENCES=-(-LIVES // cores),
        CRM_SUITE_MACHINE_STEPS=STEPS,
    )
    wrong += bench_tests(
        "hostile",
        "test_crm_suite/tests/test_survey_hostile.py",
        1,
        HOSTILE,
        CRM_SUITE_HOSTILE=HOSTILE,
    )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
