# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What benchmarks share: a database of their own, clocks, one JSON line a figure."""

import json
import os
import resource
import time
from contextlib import contextmanager

from bootstrap import database

import odoo
from odoo.modules.registry import Registry


@contextmanager
def own_database(name):
    """Copy the template to a database of this run, yield its registry, drop it."""
    own = f"crm_suite_bench_{name}_{os.getpid()}"
    database.copy(os.environ["CRM_SUITE_TEMPLATE"], own)
    try:
        odoo.tools.config.parse_config(
            ["-c", os.environ["CRM_SUITE_CONF"], "-d", own, "--log-level=error"]
        )
        yield Registry(own)
    finally:
        odoo.sql_db.close_all()
        database.drop(own)


@contextmanager
def environment(registry):
    """A superuser environment on a transaction of its own, committed at the end."""
    with registry.cursor() as cursor:
        yield odoo.api.Environment(cursor, odoo.SUPERUSER_ID, {})


@contextmanager
def bulk_load(cursor, table):
    """Let SQL fill ``table`` fast: indexes are made afterwards, links not checked."""
    cursor.execute(
        """SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid)
             FROM pg_index index
            WHERE index.indrelid = %s::regclass AND NOT index.indisprimary
              AND NOT EXISTS (SELECT FROM pg_constraint
                               WHERE conindid = index.indexrelid)""",
        [table],
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    yield
    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
    for _name, definition in indexes:
        cursor.execute(definition)


def seconds_of(action):
    """Return the wall-clock seconds that ``action()`` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def median_of(action, runs=3):
    """Return the median seconds of several runs of ``action()``."""
    return sorted(seconds_of(action) for _run in range(runs))[runs // 2]


def report(bench, n, seconds, limit_seconds, **figures):
    """Print one result: seconds beside the limit measured in the same run, if any."""
    line = {
        "bench": bench,
        "n": n,
        "seconds": round(seconds, 4),
        "limit_seconds": limit_seconds and round(limit_seconds, 4),
        "ratio": round(seconds / limit_seconds, 3) if limit_seconds else None,
        "peak_rss_mb": round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1
        ),
        **figures,
    }
    print(json.dumps(line), flush=True)
