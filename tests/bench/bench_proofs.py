# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The proofs of the ledger at full size; ``./setup/test`` plays a twentieth of them.

- ``rush_16`` and ``rush_32`` let 16 and 32 people work on one customer at once, over
  HTTP, on our database and on core alone: a line for each scene and column.
- ``machine`` plays 2,000 random lives of customers of 30 steps each against plain
  arithmetic, ``killed`` ends imports by SIGKILL 100 times.
- ``hostile`` sends 2,000 hostile requests to the public pages of surveys.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import harness
from bootstrap import database, environment, paths, templates

TESTS = Path(__file__).parent.parent
sys.path.insert(0, str(TESTS / "proofs"))

import rush  # noqa: E402

SESSIONS = 16, 32
SIZES = {
    "CRM_SUITE_SEQUENCES": "2000",
    "CRM_SUITE_STEPS": "30",
    "CRM_SUITE_KILLS": "100",
    "CRM_SUITE_HOSTILE": "2000",
}


def bench_rush(sessions):
    """Play the same rush on both databases; return how often ours was wrong."""
    wrong = 0
    for column, template in (
        ("ours", os.environ["CRM_SUITE_TEMPLATE"]),
        ("core", templates.core()),
    ):
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
            if column == "ours":
                wrong += sum(figures[name] > 0 for name in ("lost", "doubled", "split"))
                wrong += scene != "cancel" and figures["overdrawn"] > 0
    return wrong


def bench_tests(name, *places):
    """Run tests at full size on a copy of the template; return whether they fail."""
    own = f"crm_suite_bench_{name}_{os.getpid()}"
    database.copy(os.environ["CRM_SUITE_TEMPLATE"], own)
    command = [
        *(sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"),
        "--odoo-http",
        *(f"--odoo-database={own}", f"--odoo-config={environment.conf()}"),
        *(str(TESTS / place) for place in places),
    ]
    failed = []

    def play():
        done = subprocess.run(
            command, cwd=paths.CHECKOUT, env={**os.environ, **SIZES}, check=False
        )
        failed.append(done.returncode)

    try:
        seconds = harness.seconds_of(play)
    finally:
        database.drop(own)
    harness.report(name, None, seconds, None, failed=failed[0], **SIZES)
    return bool(failed[0])


def main():
    wrong = sum(bench_rush(sessions) for sessions in SESSIONS)
    wrong += bench_tests("killed", "proofs/test_killed_postings.py")
    wrong += bench_tests("machine", "test_crm_suite/tests/test_ledger_machine.py")
    wrong += bench_tests("hostile", "test_crm_suite/tests/test_survey_hostile.py")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
