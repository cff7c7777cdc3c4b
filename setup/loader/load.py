"""Loading a source into a database, once, with progress.

Two processes load batches side by side: a customer's purchases stay in one batch, and invoices
bring their numbers, so that the processes never wait for each other.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from itertools import groupby
from operator import attrgetter

from bootstrap import database
from bootstrap.console import Failure, progress, warn

from . import session

BATCH = 300
MOST_PROCESSES = 4
PARENT_DEATH_SIGNAL = 1  # prctl's PR_SET_PDEATHSIG


def ensure(name, data, read, prefix=None):
    """Load ``read()``'s rows into database ``name`` unless the mark says that it was done."""
    if database.get_mark(name, "data") == data:
        return
    prefix = prefix or data
    with progress.step(f"Load {prefix}"):
        rows, bad = read()
        tell(bad, prefix)
        partners, known = prepare(name, prefix, rows)
        todo = [row for row in rows if f"{prefix}:{row.number}" not in known]
        write(name, prefix, todo, partners)
        database.set_mark(name, "data", data)


def tell(bad, source):
    """List the bad rows, each with its line number and reason."""
    for row in bad:
        progress.say(f"{source}, line {row.number}: {row.reason}")
    if bad:
        warn(f"{len(bad)} rows of {source} were not loaded; the rest was.")


def prepare(name, prefix, rows):
    """Make the chart of accounts and the contacts; return {reference: id} of what is there."""
    from . import books

    with session.registry(name) as opened, session.transaction(opened) as env:
        books.company_of(env)
        partners = books.known_references(env, "res.partner", prefix)
        books.add_partners(env, prefix, dict.fromkeys(row.customer for row in rows), partners)
        return partners, books.known_references(env, "account.move", prefix)


def batches(rows):
    """The rows in lists of about ``BATCH``, no customer in two of them.

    >>> from .row import Row
    >>> [[row.number for row in batch] for batch in batches([Row(1, "b", 0, 0), Row(2, "a", 0, 0)])]
    [[2, 1]]
    """
    batch = []
    for _customer, own in groupby(sorted(rows, key=attrgetter("customer")), attrgetter("customer")):
        batch.extend(own)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def write(name, prefix, rows, partners):
    """Write the rows, a transaction for each batch."""
    if not rows:
        return
    workers = min(MOST_PROCESSES, os.cpu_count() or 1, 1 + len(rows) // (2 * BATCH))
    context = multiprocessing.get_context("fork")
    sys.stdout.flush()
    with ProcessPoolExecutor(workers, context, start_worker, [name, os.getpid()]) as pool:
        started = [
            pool.submit(write_batch, name, prefix, batch, partners) for batch in batches(rows)
        ]
        try:
            report(started, len(rows))
        except BrokenProcessPool:
            raise Failure("A loading process was stopped", "run it again to go on") from None
        finally:
            pool.shutdown(cancel_futures=True)


def report(started, total):
    """Say how far the batches are as they end."""
    done = 0
    for future in as_completed(started):
        done += future.result()
        progress.say(f"    {done} of {total} purchases")


def start_worker(name, parent):
    """Prepare a loading process: Ctrl-C and a killed parent end it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)
    session.open_registry(name)


def write_batch(name, prefix, rows, partners):
    """In a loading process: write one batch, return its size."""
    from . import books

    with session.transaction(session.open_registry(name)) as env:
        books.add_invoices(env, prefix, rows, partners)
    return len(rows)
